// @vitest-environment node
// What of the ClickHouse store needs no server; npm run test:clickhouse runs the rest.
import { describe, expect, test } from 'vitest'
import { flatten } from '../src/clickhouse/aliases.js'
import { literal } from '../src/clickhouse/client.js'
import { ODD_DAY, rowsOf } from '../src/clickhouse/rows.js'
import { nameOf, readStoreUrl } from '../src/clickhouse/url.js'
import { createDedup } from '../src/dedup.js'
import { hasCode } from '../src/errors.js'
import { startCollector } from '../src/index.js'
import { groupOf, sortOut } from '../src/pending.js'
import { prepare } from '../src/prepare.js'
import { validateBatch } from '../src/validate.js'
import { batch, event, NOON } from './batches.js'

describe('--store', () => {
  test('names server, user and database', () => {
    expect(readStoreUrl('clickhouse://me:p%40ss@db.example:9123/shop')).toEqual({
      url: 'http://db.example:9123',
      user: 'me',
      password: 'p@ss',
      database: 'shop',
      cluster: null,
      quorum: 0,
    })
  })

  test('has defaults, and a cluster in the option or in the address', () => {
    expect(readStoreUrl('clickhouse://db')).toMatchObject({
      url: 'http://db:8123',
      user: 'default',
      password: '',
      database: 'sojourn',
    })
    expect(readStoreUrl('clickhouses://db/x?cluster=main&quorum=2')).toMatchObject({
      url: 'https://db:8443',
      cluster: 'main',
      quorum: 2,
    })
    expect(readStoreUrl('clickhouse://db:80/x', 'other')).toMatchObject({ url: 'http://db:80', cluster: 'other' })
  })

  test.each([
    'postgres://db/x',
    'db:8123',
    'clickhouse://',
    'clickhouse://db/a-b',
    'clickhouse://db/x;DROP',
    'clickhouse://db/x?cluster=a%20b',
    'clickhouse://db/x?quorum=-1',
    'clickhouse://db/x?speed=9',
  ])('%s is refused with what is expected', text => {
    expect(() => readStoreUrl(text)).toThrow(/E_STORE_URL.*expected clickhouse:\/\/user:password@host/)
  })

  test('is never shown with its password', () => {
    expect(nameOf(readStoreUrl('clickhouse://me:secret@db/x'))).toBe('clickhouse://db:8123/x')
    expect(() => readStoreUrl('clickhouse://me:secret@db/x?a=1')).toThrow(/^(?!.*secret)/)
  })

  test('that does not answer is said when the collector starts', async () => {
    const refusal = await startCollector({ port: 0, store: 'clickhouse://127.0.0.1:1/x' }).catch(error => error)
    expect(hasCode(refusal, 'E_STORE')).toBe(true)
    expect(refusal.message).toContain('does not answer (ECONNREFUSED)')
  })
})

describe('A row for ClickHouse', () => {
  const DAY = 24 * 60 * 60 * 1000
  function rows(events: object[], received: number, skew = 0) {
    const validated = validateBatch(batch({ events }))
    if (!validated.ok) throw new Error(validated.reason)
    const prepared = prepare(validated.batch, { received, skew, userAgent: '', bytes: 0 })
    return rowsOf(groupOf([sortOut(prepared, createDedup(), () => {})]), 'id') as {
      events: { day: string; rank: number; title: string }[]
      marks: { seqs: number[]; refused: number[] }[]
    }
  }
  const days = (times: number[], received: number, skew?: number) =>
    rows(
      times.map((time, i) => event(i + 1, { time })),
      received,
      skew,
    ).events.map(({ day }) => day)

  test('lies where its client said that it happened, whenever it arrives', () => {
    expect(days([NOON, NOON + DAY], NOON + DAY)).toEqual(['2026-06-01', '2026-06-02'])
    expect(days([NOON, NOON + DAY], NOON + 7 * DAY)).toEqual(['2026-06-01', '2026-06-02'])
  })

  test('with an impossible time shares one partition with all of its kind', () => {
    expect(days([0, NOON - 32 * DAY, NOON + 3 * DAY, 4e12], NOON)).toEqual(Array(4).fill(ODD_DAY))
    expect(days([NOON], NOON, 2 * DAY)).toEqual([ODD_DAY])
  })

  test('that arrived first stays', () => {
    const [first, second] = [rows([event(1, { time: NOON })], NOON), rows([event(1, { time: NOON })], NOON + 1)]
    expect(first.events[0]?.rank).toBeGreaterThan(second.events[0]?.rank ?? 0)
  })

  test('holds no half of a surrogate pair', () => {
    const [row] = rows(
      [event(1, { time: NOON, name: 'page_view', props: { path: '/', title: 'a\ud800b' } })],
      NOON,
    ).events
    expect(row?.title).toBe('a\ufffdb')
  })

  test('is named by the mark of its document, refused ones too', () => {
    const { marks } = rows([event(1), event(2, { name: 'NO' }), event(4)], NOON)
    expect(marks.map(({ seqs, refused }) => [seqs, refused])).toEqual([[[1, 4], [2]]])
  })
})

test('A text cannot leave its quotes', () => {
  expect(literal("a'b\\' OR 1 --")).toBe("'a\\'b\\\\\\' OR 1 --'")
})

test('Merges are flat: every loser with its last winner', () => {
  const flat = (...pairs: [string, string][]) =>
    Object.fromEntries(flatten(pairs.map(([loser, winner]) => ({ loser, winner }))))
  expect(flat(['b', 'a'], ['c', 'b'])).toEqual({ b: 'a', c: 'a' })
  expect(flat(['c', 'b'], ['b', 'a'])).toEqual({ b: 'a', c: 'a' })
  expect(flat(['a', 'b'], ['b', 'a'])).toEqual({ a: 'b' })
  expect(flat(['c', 'a'], ['c', 'b'])).toEqual({ c: 'b', a: 'b' })
})
