import { describe, expect, test } from 'vitest'
import { readPeriod, resolvePeriod, toDateField, writePeriod } from '../period'

const noon = new Date(2026, 2, 14, 12, 30).getTime()
const at = (month: number, day: number) => new Date(2026, month - 1, day).getTime()

describe('A period', () => {
  test('of today begins at midnight and reaches to now', () => {
    expect(resolvePeriod({ kind: 'today' }, noon)).toEqual({ from: at(3, 14), to: noon, open: true })
  })
  test('of 7 days holds today and the six days before', () => {
    expect(resolvePeriod({ kind: '7d' }, noon).from).toBe(at(3, 8))
  })
  test('of 30 days crosses the month', () => {
    expect(resolvePeriod({ kind: '30d' }, noon).from).toBe(at(2, 13))
  })
  test('of two dates holds the whole of both days', () => {
    const span = resolvePeriod({ kind: 'custom', first: '2026-03-01', last: '2026-03-02' }, noon)
    expect(span).toEqual({ from: at(3, 1), to: at(3, 3), open: false })
  })
  test('that includes today is open and ends now', () => {
    const span = resolvePeriod({ kind: 'custom', first: '2026-03-01', last: '2026-03-14' }, noon)
    expect(span).toEqual({ from: at(3, 1), to: noon, open: true })
  })
  test('with its dates the wrong way round is the same period', () => {
    const span = resolvePeriod({ kind: 'custom', first: '2026-03-02', last: '2026-03-01' }, noon)
    expect(span).toMatchObject({ from: at(3, 1), to: at(3, 3) })
  })
})

describe('The address', () => {
  test('gives back the period that was written to it', () => {
    for (const period of [{ kind: 'today' }, { kind: 'custom', first: '2026-01-01', last: '2026-02-01' }] as const) {
      const query = new URLSearchParams('period=30d&site=shop')
      writePeriod(period, query)
      expect(readPeriod(query)).toEqual(period)
      expect(query.get('site')).toBe('shop')
    }
  })
  test('with anything else means 7 days', () => {
    for (const text of ['', 'period=1y', 'first=2026-01-01', 'first=x&last=y']) {
      expect(readPeriod(new URLSearchParams(text))).toEqual({ kind: '7d' })
    }
  })
  test('names dates by the local calendar', () => {
    expect(toDateField(new Date(2026, 0, 2, 0, 30).getTime())).toBe('2026-01-02')
  })
})
