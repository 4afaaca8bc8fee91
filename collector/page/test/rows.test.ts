// @vitest-environment happy-dom
import { expect, test } from 'vitest'
import type { CartRow, SessionRow } from '../../src/api'
import { createCarts } from '../carts'
import { createSessions } from '../sessions'

const NOW = 1_000_000_000
const load = () => new Promise<never>(() => {})

const sectionOf = (...lists: string[]): HTMLElement => {
  const section = document.createElement('section')
  section.innerHTML = `${lists.map(list => `<div data-list="${list}"></div>`).join('')}
    <p data-total></p><p data-rest></p><button data-more></button><button data-more-live></button>`
  return section
}
const rowsOf = (section: HTMLElement, list: string) => [
  ...section.querySelectorAll<HTMLDetailsElement>(`[data-list="${list}"] > details`),
]
const press = (section: HTMLElement, button: string) => section.querySelector<HTMLElement>(button)?.click()

const many = <Row>(count: number, row: (n: number) => Row): Row[] => Array.from({ length: count }, (_, n) => row(n))
const session = (id: string, live: boolean): SessionRow => ({
  id,
  start: NOW - 1000,
  end: NOW,
  end_reason: null,
  duration: 1000,
  engaged: 0,
  pages: ['/'],
  events: 1,
  entry: '/',
  exit: '/',
  referrer: null,
  campaign: null,
  device: null,
  live,
  bounce: false,
  cart: 'none',
})
const cart = (id: string): CartRow => ({ session: id, time: NOW, value: 1, currency: 'EUR', items: [], last_page: '/' })

test('of many sessions only the first are drawn, and more when asked for', () => {
  const section = sectionOf('live', 'earlier')
  const here = many(200, n => session(`here-${n}`, true))
  createSessions(section, load).show(
    here,
    many(500, n => session(`past-${n}`, false)),
    NOW,
  )
  expect([rowsOf(section, 'live').length, rowsOf(section, 'earlier').length]).toEqual([10, 6])
  expect(section.dataset.live).toBe('200')
  press(section, '[data-more-live]')
  expect(rowsOf(section, 'live')).toHaveLength(50)
  press(section, '[data-more-live]')
  press(section, '[data-more]')
  expect([rowsOf(section, 'live').length, rowsOf(section, 'earlier').length]).toEqual([10, 26])
})

test('a live session that is open stays drawn, however many do something after it', () => {
  const section = sectionOf('live', 'earlier')
  const sessions = createSessions(section, load)
  const watched = session('watched', true)
  sessions.show([watched], [], NOW)
  const [row] = rowsOf(section, 'live')
  if (row) row.open = true
  sessions.show([...many(30, n => session(`later-${n}`, true)), watched], [], NOW)
  expect(rowsOf(section, 'live').at(-1)).toBe(row)
})

test('of many carts only the first are drawn, and those of another choice are let go', () => {
  const section = sectionOf('carts')
  const show = createCarts(section, load)
  show([cart('first')], NOW)
  const [first] = rowsOf(section, 'carts')
  show(
    many(1000, n => cart(`other-${n}`)),
    NOW,
  )
  expect(rowsOf(section, 'carts')).toHaveLength(6)
  show([cart('first')], NOW)
  expect(rowsOf(section, 'carts')).toHaveLength(1)
  expect(rowsOf(section, 'carts')[0]).not.toBe(first)
})
