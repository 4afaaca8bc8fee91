// @vitest-environment node
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { append } from '../src/store/append.js'
import { CREATE } from '../src/store/schema.js'

let connection: DuckDBConnection
beforeAll(async () => {
  connection = await (await DuckDBInstance.create(':memory:')).connect()
  for (const sql of CREATE) await connection.run(sql)
})
beforeEach(() => connection.run('DELETE FROM events'))

const row = (more: object) => ({ site: 'shop.example', doc: 'd', seq: 1, time: 0, tail: false, ...more })
const held = async (columns: string) =>
  (await connection.runAndReadAll(`SELECT ${columns} FROM events ORDER BY rowid`)).getRowsJS()

describe('rows are held as they were given', () => {
  it('holds texts of any length and script, the empty one among them', async () => {
    const texts = ['', 'a', 'twelve bytes', 'thirteen bytes', 'ü€😀', 'x'.repeat(9_000)]
    await append(
      connection,
      'events',
      texts.map(title => row({ title })),
    )
    expect(await held('title')).toEqual(texts.map(text => [text]))
  })

  it('holds whole numbers to both ends of what they may be', async () => {
    const seqs = [0, -1, 2 ** 31 - 1, -(2 ** 31)]
    const times = [2 ** 32, -1, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER]
    await append(
      connection,
      'events',
      seqs.map((seq, i) => row({ seq, time: times[i] })),
    )
    expect(await held('seq, time')).toEqual(seqs.map((seq, i) => [seq, BigInt(times[i] as number)]))
  })

  it('rounds what is no whole number of milliseconds', async () => {
    await append(connection, 'events', [row({ time: 1.6 }), row({ time: -1.6 })])
    expect(await held('time')).toEqual([[2n], [-2n]])
  })

  it('holds true, false and what is not there', async () => {
    await append(connection, 'events', [row({ tail: true }), row({ tail: false }), row({ tail: null, doc: null })])
    expect(await held('tail, doc, title, time')).toEqual([
      [true, 'd', null, 0n],
      [false, 'd', null, 0n],
      [null, null, null, 0n],
    ])
  })

  it('holds more rows than fit one chunk, and none of an earlier chunk', async () => {
    const rows = Array.from({ length: 5_000 }, (_, i) => row(i % 3 ? { seq: i, title: `t${i}` } : { seq: i, page: i }))
    await append(connection, 'events', rows)
    await append(connection, 'events', [row({ seq: null })])
    const expected = rows.map((_, i) => (i % 3 ? [i, `t${i}`, null] : [i, null, i]))
    expect(await held('seq, title, page')).toEqual([...expected, [null, null, null]])
  })
})

it.each([
  ['a seq beyond 32 bits', { seq: 2 ** 31 }],
  ['half a seq', { seq: 1.5 }],
  ['a time beyond all doubles', { time: 1e300 }],
  ['a time that is none', { time: Number.NaN }],
  ['a number for a text', { title: 7 }],
])('refuses %s, and says that it is the row', async (_, bad) => {
  await expect(append(connection, 'events', [row({}), row(bad)])).rejects.toThrow(/^Conversion Error/)
  expect(await held('seq')).toEqual([])
})
