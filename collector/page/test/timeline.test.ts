// @vitest-environment happy-dom
import { expect, test } from 'vitest'
import type { TimelineEvent } from '../../src/api'
import { createTimeline } from '../timeline'

const event = (seq: number, more: Partial<TimelineEvent> = {}): TimelineEvent => ({
  doc: 'd',
  seq,
  time: 1_000_000 + seq * 1_000,
  name: 'click',
  path: '/',
  what: 'Menu',
  props: {},
  ...more,
})
const live = (seq: number) => ({ ...event(seq), site: 'shop', session: 's' })
const order = (list: HTMLElement) => [...list.querySelectorAll<HTMLElement>('li')].map(item => item.dataset.seq)

test('shows events in order of time, whatever the order of their arrival', () => {
  const timeline = createTimeline()
  timeline.show([event(3), event(1)])
  timeline.add(live(2))
  expect(order(timeline.element)).toEqual(['1', '2', '3'])
})

test('shows an event once, though announced and answered', () => {
  const timeline = createTimeline()
  timeline.add(live(1))
  timeline.add(live(1))
  timeline.show([event(1, { props: { place: 'footer' } })])
  expect(order(timeline.element)).toEqual(['1'])
  expect(timeline.element.querySelector('dl')?.textContent).toBe('placefooter')
})

test('writes what people wrote as text', () => {
  const timeline = createTimeline()
  const evil = '<img src=x onerror=alert(1)>'
  timeline.show([event(1, { name: evil, what: evil, path: evil, props: { [evil]: evil, deep: { evil } } })])
  expect(timeline.element.querySelector('img')).toBeNull()
  expect(timeline.element.textContent).toContain(evil)
})

test('keeps an opened event open when the same answer comes again', () => {
  const timeline = createTimeline()
  const events = [event(1, { props: { a: 1 } })]
  timeline.show(events)
  const details = timeline.element.querySelector('details')
  details?.setAttribute('open', '')
  timeline.show(structuredClone(events))
  expect(timeline.element.querySelector('details')).toBe(details)
  expect(details?.open).toBe(true)
})

test('names a pause of a minute or more', () => {
  const timeline = createTimeline()
  timeline.show([event(1), event(2, { time: 1_000_000 + 301_000 })])
  expect(timeline.element.querySelector('.pause')?.textContent).toBe('5m 00s later')
})

test('shows the last of a very long session first', () => {
  const timeline = createTimeline()
  timeline.show(Array.from({ length: 450 }, (_, index) => event(index + 1)))
  expect(order(timeline.element)).toHaveLength(200)
  expect(order(timeline.element).at(-1)).toBe('450')
  const earlier = timeline.element.querySelector('button')
  expect(earlier?.textContent).toBe('Show 250 earlier events')
  earlier?.click()
  expect(order(timeline.element)).toHaveLength(450)
})
