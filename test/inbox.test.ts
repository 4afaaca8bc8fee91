import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createInbox } from '../src/inbox'
import type { Draft } from '../src/session/draft'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date', 'performance', 'setTimeout', 'clearTimeout'] })
  // Long after the page has begun.
  vi.advanceTimersByTime(60_000)
  vi.stubGlobal('fetchLater', () => {})
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

const draftOf = (name: string, critical = false): Draft => ({
  name,
  time: Date.now(),
  url: '/',
  page: 1,
  props: {},
  critical,
})
const open = (patience = (_told: number) => Infinity, isOpen = () => true) => {
  const bound: (string | undefined)[] = []
  let rounds = 0
  let lost = 0
  const inbox = createInbox(
    () => ({ admit: draft => bound.push(draft?.name) }),
    isOpen,
    () => true,
    patience,
    () => rounds++,
    () => lost++,
  )
  const tell = (name: string, critical?: boolean) => inbox.admit(draftOf(name, critical), 'human')
  return { ...inbox, bound, rounds: () => rounds, lost: () => lost, tell, move: () => inbox.admit(null, 'human') }
}

describe('What a page tells', () => {
  test('alone is bound 50 ms later', () => {
    const { bound, tell } = open()
    tell('click')
    vi.advanceTimersByTime(49)
    expect(bound).toEqual([])
    vi.advanceTimersByTime(1)
    expect(bound).toEqual(['click'])
  })

  test('thick and fast is bound five times a second, and never waits longer than that', () => {
    const { bound, rounds, tell } = open()
    for (let i = 0; i < 40; i++) {
      tell(`${i}`)
      const told = i + 1
      vi.advanceTimersByTime(25)
      if (i >= 8) expect(bound.length).toBeGreaterThanOrEqual(told - 8)
    }
    expect(rounds()).toBeLessThanOrEqual(6)
  })

  test('waits no longer where no fetchLater tells it when the page dies', () => {
    vi.unstubAllGlobals()
    const { bound, tell } = open()
    tell('one')
    vi.advanceTimersByTime(60)
    tell('two')
    vi.advanceTimersByTime(50)
    expect(bound).toEqual(['one', 'two'])
  })

  test('that is critical is bound at once, after all that came before it', () => {
    const { bound, tell } = open()
    tell('click')
    tell('purchase', true)
    expect(bound).toEqual(['click', 'purchase'])
  })

  test('is bound when the task is done, if it makes a batch', async () => {
    const { bound, tell, move } = open(told => (told < 3 ? Infinity : 0))
    tell('one')
    move()
    await null
    expect(bound).toEqual([])
    tell('two')
    expect(bound).toEqual([])
    await null
    expect(bound).toEqual(['one', undefined, 'two'])
  })

  test('is bound at once while the page is leaving', () => {
    const { bound, tell } = open(() => -1)
    tell('one')
    expect(bound).toEqual(['one'])
  })

  test('between events, input waits a second, or for the next event', () => {
    const { bound, rounds, tell, move } = open()
    move()
    vi.advanceTimersByTime(999)
    expect(bound).toEqual([])
    vi.advanceTimersByTime(1)
    expect(bound).toEqual([undefined])
    move()
    vi.advanceTimersByTime(300)
    tell('click')
    vi.advanceTimersByTime(60)
    expect([bound, rounds()]).toEqual([[undefined, undefined, 'click'], 2])
    vi.advanceTimersByTime(5000)
    expect(rounds()).toBe(2)
  })
})

test('While nobody has agreed a hundred are kept, and the last place is that of a page view', () => {
  let isOpen = false
  const { bound, current, tell, move } = open(undefined, () => isOpen)
  move()
  for (let i = 0; i < 150; i++) tell('early')
  for (let i = 0; i < 9; i++) tell('page_view')
  isOpen = true
  bound.length = 0
  current()
  expect(bound).toHaveLength(100)
  expect(bound.filter(name => name === 'page_view')).toHaveLength(1)
})

test('what is told while nobody has agreed is counted where it is not kept', () => {
  const { tell, lost } = open(undefined, () => false)
  for (let i = 0; i < 99; i++) tell('seen')
  expect(lost()).toBe(0)
  tell('seen')
  expect(lost()).toBe(1)
  tell('page_view')
  expect(lost()).toBe(1)
})
