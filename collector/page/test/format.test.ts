// @vitest-environment happy-dom
import { expect, test } from 'vitest'
import { formatDuration, formatLarge, formatMoment, formatMoney, formatShare, plural } from '../format'

test('says durations in two units at most', () => {
  expect([0, 3_420, 9_960, 59_400, 134_000, 3_599_900, 3_840_000].map(formatDuration)).toEqual([
    '0s',
    '3.4s',
    '10s',
    '59s',
    '2m 14s',
    '1h 00m',
    '1h 04m',
  ])
  expect(formatDuration(null)).toBe('–')
})

test('keeps a small share from being nothing', () => {
  expect([0, 0.004, 0.342, 1].map(formatShare)).toEqual(['0%', '0.4%', '34%', '100%'])
})

test('says money in its currency, and an unknown code as it was written', () => {
  expect(formatMoney(25, 'EUR')).toMatch(/€25\.00/)
  expect(formatMoney(25, 'nonsense')).toBe('25.00 nonsense')
  expect(formatMoney(25, null)).toBe('25.00')
})

test('shortens only what is very large', () => {
  expect([98_765, 1_234_567].map(formatLarge)).toEqual(['98,765', '1.2M'])
})

test('tells recent moments by their age', () => {
  const now = new Date(2026, 2, 14, 12, 30).getTime()
  expect(formatMoment(now - 5_000, now)).toBe('just now')
  expect(formatMoment(now + 5_000, now)).toBe('just now')
  expect(formatMoment(now - 240_000, now)).toMatch(/^4 min/)
})

test('counts one thing as one', () => {
  expect([plural(1, 'page'), plural(0, 'page'), plural(1_200, 'page')]).toEqual(['1 page', '0 pages', '1,200 pages'])
})
