// @vitest-environment node
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createId, endOf, formatRecord, hash, isId, parseRecord, startOf } from '../../src/session/record'

const START = Date.UTC(2026, 5, 1)
const bytes = fc.uint8Array({ minLength: 13, maxLength: 13 })
const time = fc.integer({ min: Date.UTC(2020), max: Date.UTC(2058) })
const moment = time.map(ms => ms.toString(36))
const anyRecord = fc.record({
  scope: fc.constantFrom('h', '1', '2', '9'),
  id: fc.tuple(time, bytes).map(([ms, random]) => createId(ms, random)),
  last: time,
  n: fc.integer({ min: 1, max: 1e6 }),
  flags: fc.integer({ min: 0, max: 63 }),
  end: fc.oneof(
    fc.constant('0'),
    fc.tuple(fc.constantFrom('p', 'm', 'l', 't'), moment).map(parts => parts.join('')),
  ),
  order: fc.string().map(hash),
})

describe('The record', () => {
  test('is what it was after writing and reading', () => {
    fc.assert(
      fc.property(anyRecord, one => {
        expect(parseRecord(formatRecord(one, one.scope))).toEqual(one)
      }),
      { numRuns: 2000 },
    )
  })

  test('fits into 120 bytes with its name, of characters that need no escape', () => {
    fc.assert(
      fc.property(anyRecord, one => {
        const text = `_sojourn=${formatRecord(one, one.scope)}`
        expect(text.length).toBeLessThanOrEqual(120)
        expect(text).toMatch(/^_sojourn=[0-9a-z.-]+$/)
      }),
    )
  })

  test('carries its start and its end', () => {
    expect(startOf(createId(START, new Uint8Array(13)))).toBe(START)
    expect(endOf(`p${START.toString(36)}`)).toBe(START)
    expect(endOf('0')).toBeNaN()
  })

  test('has an id of 64 random bits or more, in order of its time', () => {
    const alphabet = new Set(
      Array.from({ length: 256 }, (_, i) => createId(START, new Uint8Array(13).fill(i)).slice(-1)),
    )
    expect(13 * Math.log2(alphabet.size)).toBeGreaterThan(64)
    expect(createId(START, new Uint8Array(13).fill(35)) < createId(START + 1, new Uint8Array(13))).toBe(true)
  })
})

describe('A malformed value', () => {
  const good = formatRecord(
    { id: createId(START, new Uint8Array(13)), last: START, n: 1, flags: 3, end: '0', order: '0' },
    '1',
  )
  const mutilated = fc
    .tuple(fc.nat(good.length), fc.nat(6), fc.string({ maxLength: 8, unit: 'binary' }))
    .map(([at, cut, insert]) => good.slice(0, at) + insert + good.slice(at + cut))
  const shuffled = fc.array(fc.constantFrom('1', 'h', '', '-', 'NaN', good, '0', 'p', '99999999', START.toString(36)), {
    maxLength: 10,
  })
  const values = fc.oneof(
    mutilated,
    shuffled.map(parts => parts.join('.')),
    fc.string({ maxLength: 200, unit: 'binary' }),
  )

  test('is ignored, or is a record like any other, in 100 000 cases without a throw', { timeout: 30_000 }, () => {
    let refused = 0
    fc.assert(
      fc.property(values, value => {
        const found = parseRecord(value)
        if (Array.isArray(found)) {
          refused++
          return found.length === 0
        }
        const again = parseRecord(formatRecord(found, found.scope as string))
        expect(again).toEqual(found)
        return isId(found.id) && [found.last, found.n, found.flags].every(Number.isSafeInteger)
      }),
      { numRuns: 100_000 },
    )
    expect(refused).toBeGreaterThan(80_000)
  })

  test.each([
    ['of another version', good.replace(/^1/, '2')],
    ['with capitals', good.toUpperCase()],
    ['with a negative time', good.replace(START.toString(36), '-5')],
    ['of the year 9999', good.replace(`.${START.toString(36)}.`, `.${(253370764800000).toString(36)}.`)],
    ['with a line break', `${good}\n`],
    ['with one field more', `${good}.0`],
    ['that is empty', ''],
  ])('%s is absent', (_, value) => expect(parseRecord(value)).toEqual([]))
})

describe('An order', () => {
  test('is known again by its hash, not by its text', () => {
    expect(hash('A-1')).toBe(hash('A-1'))
    expect(hash('A-1')).not.toBe(hash('A-2'))
    expect(hash('order 4711')).toMatch(/^[0-9a-z]{1,7}$/)
  })
})
