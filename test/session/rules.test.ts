// @vitest-environment node
import { describe, expect, test } from 'vitest'
import type { Act } from '../../src/session/draft'
import { base36, CART, CONFIRMED, createId, PURCHASE, type SessionRecord } from '../../src/session/record'
import { decide, isResumed, laterOf, merge, type Verdict, winner } from '../../src/session/rules'

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const TIMEOUT = 30 * MINUTE
const NOW = Date.UTC(2026, 5, 1, 12)

const idAt = (time: number, letter = 'a') => createId(time, new Uint8Array(13).fill(parseInt(letter, 36)))
const record = (over: Partial<SessionRecord> = {}): SessionRecord => ({
  scope: 'h',
  id: idAt(NOW - HOUR),
  last: NOW,
  n: 1,
  flags: 0,
  end: '0',
  order: '0',
  ...over,
})
const idle = (ms: number) => record({ last: NOW - ms })
const ended = (letter: string, ago: number, flags = 0) =>
  record({ end: letter + base36(NOW - ago), last: NOW - ago, flags })

/** Quiet for ever by the page's own clock, and no tail, unless said otherwise. */
const verdict = (one: SessionRecord | undefined, act: Act, { quiet = Infinity, tail = false } = {}) =>
  decide(one, act, NOW, TIMEOUT, quiet, tail)

const PEOPLE: Act[] = ['human', 'cart', 'view', 'return']
const ALL: Act[] = [...PEOPLE, 'reload', 'machine']

describe('Without a record', () => {
  test.each([...PEOPLE, 'reload'] as Act[])('%s opens the first session', act => {
    expect(verdict(undefined, act)).toBe('first')
  })
  test('a machine event waits', () => expect(verdict(undefined, 'machine')).toBe('hold'))
})

describe('A live session', () => {
  test.each(ALL)('takes %s', act => expect(verdict(idle(MINUTE), act)).toBe('live'))
  test.each(ALL)('still takes %s at exactly the timeout', act => expect(verdict(idle(TIMEOUT), act)).toBe('live'))
})

describe('A session that is idle for more than the timeout', () => {
  const over = idle(TIMEOUT + 1)
  test.each(PEOPLE)('is followed by another at %s', act => expect(verdict(over, act)).toBe('timeout'))
  test('keeps machine events, late', () => expect(verdict(over, 'machine')).toBe('late'))
  test('is not followed at a reload, which may be a kiosk', () => expect(verdict(over, 'reload')).toBe('hold'))
  test('is the same three days later', () => expect(verdict(idle(72 * HOUR), 'human')).toBe('timeout'))
})

describe('A session that another tab has closed', () => {
  test.each<[string, Verdict]>([
    ['t', 'timeout'],
    ['m', 'manual'],
    ['l', 'limit'],
  ])('with %s is followed for the reason %s', (letter, reason) => {
    expect(PEOPLE.map(act => verdict(ended(letter, SECOND), act))).toEqual(PEOPLE.map(() => reason))
    expect(verdict(ended(letter, SECOND), 'machine')).toBe('late')
    expect(verdict(ended(letter, SECOND), 'reload')).toBe('hold')
  })
})

describe('A session of twelve hours', () => {
  const long = record({ id: idAt(NOW - 12 * HOUR - 1) })
  test.each(PEOPLE)('is followed by another at %s', act => expect(verdict(long, act)).toBe('limit'))
  test.each(['machine', 'reload'] as Act[])('goes on for %s', act => expect(verdict(long, act)).toBe('live'))
  test('goes on at exactly twelve hours', () => {
    expect(verdict(record({ id: idAt(NOW - 12 * HOUR) }), 'human')).toBe('live')
  })
  test('that timed out says so', () => expect(verdict({ ...long, last: NOW - HOUR }, 'human')).toBe('timeout'))
})

describe('A clock that was set back', () => {
  test('by up to five minutes changes nothing', () => expect(verdict(idle(-5 * MINUTE), 'human')).toBe('live'))
  test('further changes nothing where the page knows better', () => {
    expect(verdict(idle(-2 * HOUR), 'human', { quiet: TIMEOUT })).toBe('live')
  })
  test('further, on a page that was quiet or new, begins a session', () => {
    expect(verdict(idle(-2 * HOUR), 'human', { quiet: TIMEOUT + 1 })).toBe('clock')
    expect(verdict(idle(-2 * HOUR), 'view')).toBe('clock')
  })
  test('leaves no activity in the future once somebody acted since', () => {
    expect(laterOf(NOW + 2 * HOUR, NOW, NOW)).toBe(NOW)
    expect(laterOf(NOW - MINUTE, NOW, NOW)).toBe(NOW)
    expect(laterOf(NOW + MINUTE, NOW, NOW)).toBe(NOW + MINUTE)
    expect(laterOf(NOW + 5 * MINUTE, NOW, NOW)).toBe(NOW + 5 * MINUTE)
  })
})

describe('After a purchase', () => {
  const bought = (ago: number, flags = 0) => ended('p', ago, flags)

  test('its own page keeps belonging to it', () => {
    expect(verdict(bought(10 * MINUTE), 'human', { tail: true })).toBe('post')
    expect(verdict(bought(10 * MINUTE), 'machine', { tail: true })).toBe('post')
  })
  test('input on its page the next day begins a session', () => {
    expect(verdict(bought(TIMEOUT + 1), 'human', { tail: true })).toBe('after_purchase')
  })
  test.each(['reload', 'return'] as Act[])('%s of one of its pages within the timeout belongs to it', act => {
    expect(verdict(bought(TIMEOUT, CONFIRMED), act, { tail: true })).toBe('post')
    expect(verdict(bought(TIMEOUT + 1, CONFIRMED), act, { tail: true })).not.toBe('post')
  })
  test('another page that one comes back to begins a session', () => {
    expect(verdict(bought(MINUTE), 'return')).toBe('after_purchase')
  })
  test('another page that is loaded anew waits for a person', () => {
    expect(verdict(bought(MINUTE), 'reload')).toBe('hold')
  })
  test('a reload the next day waits for a person', () => expect(verdict(bought(24 * HOUR), 'reload')).toBe('hold'))
  test('coming back the next day begins a session', () => {
    expect(verdict(bought(24 * HOUR), 'return')).toBe('after_purchase')
  })
  test('one page within two minutes is the confirmation', () => {
    const tail = true
    expect(verdict(bought(2 * MINUTE), 'view', { tail })).toBe('post')
    expect(verdict(bought(2 * MINUTE + 1), 'view', { tail })).toBe('after_purchase')
    expect(verdict(bought(SECOND, CONFIRMED), 'view', { tail })).toBe('after_purchase')
  })
  test('a page that the site does not expect is no confirmation', () => {
    expect(verdict(bought(SECOND), 'view', { tail: false })).toBe('after_purchase')
  })
  test('what a machine tells of the time before belongs to it without a mark', () => {
    expect(verdict(bought(-SECOND), 'machine')).toBe('live')
  })
  test('a cart action anywhere begins a session', () => {
    expect(verdict(bought(0), 'cart', { tail: true })).toBe('after_purchase')
  })
  test('input in another tab begins a session after two seconds', () => {
    expect(verdict(bought(2 * SECOND), 'human')).toBe('post')
    expect(verdict(bought(2 * SECOND + 1), 'human')).toBe('after_purchase')
  })
})

describe('A checkout is resumed', () => {
  const cart = record({ flags: CART })
  const order = record({ flags: CART | PURCHASE })
  test('by an order after a cart that was left', () => expect(isResumed(cart, order)).toBe(true))
  test.each([
    ['after none', undefined, order],
    ['after one without a cart', record(), order],
    ['after one that bought', order, order],
    ['by one that buys nothing', cart, record()],
    ['by one that fills another cart', cart, cart],
    ['by none', cart, undefined],
  ])('not %s', (_, before, now) => expect(isResumed(before, now)).toBe(false))
})

describe('Two views of one session', () => {
  const a = record({ last: NOW - MINUTE, flags: 5, end: '0', order: 'abc' })
  const b = record({ last: NOW, flags: 2, end: `m${base36(NOW)}`, order: '0' })
  test('merge to the later, with everything that either knows', () => {
    const both = { last: NOW, flags: 7, end: b.end, order: 'abc' }
    expect(merge(a, b, NOW)).toMatchObject(both)
    expect(merge(b, a, NOW)).toMatchObject(both)
    expect(merge(merge(a, b, NOW), b, NOW)).toMatchObject(both)
  })
  test('keep the end that was said first', () => {
    expect(merge({ ...a, end: `p${base36(NOW)}` }, b, NOW).end).toBe(`p${base36(NOW)}`)
  })
})

describe('Of candidates', () => {
  const [first, second, third] = [idAt(NOW), idAt(NOW, 'b'), idAt(NOW + 200)]
  test('the smallest wins in every tab', () => {
    expect(winner(second, [third, first])).toBe(first)
    expect(winner(first, [third, second])).toBe(first)
    expect(winner(third, [first, second])).toBe(first)
  })
  test('those of another arrival do not count', () => {
    expect(winner(first, [idAt(NOW - 5001)])).toBe(first)
    expect(winner(first, [idAt(NOW - 5000)])).toBe(idAt(NOW - 5000))
  })
})
