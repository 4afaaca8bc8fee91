import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { append, bytesOf, chunk, type Entry, formBody, type Stream, sizeOf } from '../../src/deliver/batch'

const entry = (seq: number, text: string, critical = false): Entry => ({
  seq,
  text,
  size: bytesOf(text),
  at: 0,
  critical,
})
const stream = (...entries: Entry[]): Stream => ({
  doc: 'd',
  high: entries.length,
  dropped: 0,
  entries,
  done: () => {},
})
const seqs = ({ entries }: Stream) => entries.map(({ seq }) => seq)
const texts = fc.array(fc.string({ unit: 'binary', maxLength: 60 }).map(text => JSON.stringify(text)))

describe('The size of an event', () => {
  test('is counted in UTF-8 bytes', () => {
    expect([bytesOf('abc'), bytesOf('€'), bytesOf('😀')]).toEqual([3, 3, 4])
  })
})

describe('chunk', () => {
  const limit = 100

  test('keeps every event, in order', () => {
    fc.assert(
      fc.property(texts, all => {
        const entries = all.map((text, i) => entry(i + 1, text))
        expect(chunk(entries, limit).flat()).toEqual(entries)
      }),
    )
  })

  test('keeps every list under the limit, but for an event that is larger alone', () => {
    fc.assert(
      fc.property(texts, all => {
        for (const list of chunk(
          all.map((text, i) => entry(i + 1, text)),
          limit,
        )) {
          expect(list.length).toBeGreaterThan(0)
          expect(list.length === 1 || bytesOf(list.map(({ text }) => `${text},`).join('')) <= limit).toBe(true)
        }
      }),
    )
  })

  test('fills a list before it begins another', () => {
    const entries = Array.from({ length: 10 }, (_, i) => entry(i + 1, 'x'.repeat(19)))
    expect(chunk(entries, limit).map(list => list.length)).toEqual([5, 5])
    expect(chunk([], limit)).toEqual([])
  })
})

describe('formBody', () => {
  test('joins the events as they are under the head', () => {
    const own = stream(entry(1, '{"seq":1}'), entry(2, '{"seq":2}'), entry(3, '{"seq":3}'))
    const body = JSON.parse(formBody({ v: 1, site: 'shop' }, new Set([own]), own, own.entries.slice(1), 'fetch', 9))
    expect(body).toMatchObject({ v: 1, site: 'shop', doc: 'd', k: 9, high: 3, low: 1, dropped: 0, via: 'fetch' })
    expect(body.events).toEqual([{ seq: 2 }, { seq: 3 }])
    expect(body).not.toHaveProperty('claims')
  })

  test('has nothing unacknowledged once every event is: low is the next seq', () => {
    expect(JSON.parse(formBody({}, new Set(), { ...stream(), high: 4 }, [], 'beacon', 1)).low).toBe(5)
  })

  test('claims what earlier documents have not heard of', () => {
    const old = { ...stream(entry(3, '{}'), entry(5, '{}')), doc: 'old', high: 6 }
    expect(JSON.parse(formBody({}, new Set(), stream(), [], 'beacon', 1, [old])).claims).toEqual([['old', 3, 6]])
  })
})

describe('append', () => {
  test('drops the oldest at 500 waiting events, and counts it', () => {
    const own = stream()
    for (let seq = 1; seq <= 502; seq++) append(own, entry(seq, '{}'))
    expect([own.entries.length, seqs(own)[0], own.dropped]).toEqual([500, 3, 2])
  })

  test('drops the oldest at 128 KiB', () => {
    const own = stream()
    for (let seq = 1; seq <= 140; seq++) append(own, entry(seq, '€'.repeat(333)))
    expect(sizeOf(own.entries)).toBeLessThanOrEqual(131_072)
    expect(own.dropped).toBe(140 - own.entries.length)
    expect(own.dropped).toBeGreaterThan(0)
  })

  test('keeps cart actions while anything else can go', () => {
    const own = stream()
    for (let seq = 1; seq <= 501; seq++) append(own, entry(seq, '{}', seq < 3))
    expect(seqs(own).slice(0, 3)).toEqual([1, 2, 4])
  })

  test('drops nothing that a request has taken: the collector may hold it', () => {
    const own = stream()
    for (let seq = 1; seq <= 600; seq++) {
      append(own, entry(seq, '{}'))
      if (seq === 300) for (const one of own.entries) one.via = 'beacon'
    }
    expect([own.entries.length, own.dropped]).toEqual([600, 0])
  })
})
