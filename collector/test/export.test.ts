// @vitest-environment node
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { PageRow, SessionRow } from '../src/api.js'
import { batch, event, send } from './batches.js'
import { collector, tempDir } from './collector.js'
import { DAY, SITE } from './day.js'
import { type StoredDay, storeDay } from './storedDay.js'

const PERIOD = `site=${SITE}&from=${DAY.from}&to=${DAY.to}`

let day: StoredDay
beforeAll(async () => {
  day = await storeDay()
})
afterAll(() => day.close())

/** What another program reads in the file. */
async function readParquet(response: Response, sql: string): Promise<unknown[][]> {
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/vnd.apache.parquet'])
  const file = join(await tempDir(), 'given.parquet')
  await writeFile(file, Buffer.from(await response.arrayBuffer()))
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  const rows = (await connection.runAndReadAll(sql.replace('FILE', `read_parquet('${file}')`))).getRowsJS()
  connection.closeSync()
  instance.closeSync()
  return rows as unknown[][]
}

describe('GET /api/export', () => {
  const get = (path: string) => fetch(`${day.url}/api/export/${path}`)

  test('gives every event of the period as Parquet, merged sessions under one id', async () => {
    const rows = await readParquet(
      await get(`events?${PERIOD}&format=parquet`),
      'SELECT session, count(*)::INT, count(DISTINCT (doc, seq))::INT FROM FILE GROUP BY session ORDER BY session',
    )
    const sessions = await day.api<SessionRow[]>(`sessions?${PERIOD}`)
    expect(rows).toEqual(sessions.map(({ id, events }) => [id, events, events]).reverse())
  })

  test('gives the chosen ones only', async () => {
    const counted = async (path: string) =>
      (await readParquet(await get(`${path}&format=parquet`), 'SELECT count(*)::INT FROM FILE'))[0]?.[0]
    expect(await counted(`events?${PERIOD}&device=phone`)).toBe(3)
    expect(await counted(`items?${PERIOD}&entry=/cart`)).toBe(4)
    expect(await counted(`sessions?${PERIOD}&campaign=(none)`)).toBe(10)
    expect(await counted('events?from=0&to=1')).toBe(0)
  })

  test('gives the sessions as the report knows them', async () => {
    const rows = await readParquet(
      await get(`sessions?${PERIOD}&format=parquet`),
      'SELECT id, start::DOUBLE, "end"::DOUBLE, end_reason, duration::INT, engaged::INT, events::INT, entry, referrer, campaign, device, live, bounce, cart FROM FILE ORDER BY start DESC',
    )
    const sessions = await day.api<SessionRow[]>(`sessions?${PERIOD}`)
    expect(rows).toEqual(
      sessions.map(row => [
        ...[row.id, row.start, row.end, row.end_reason, row.duration, row.engaged, row.events, row.entry],
        ...[row.referrer, row.campaign, row.device, row.live, row.bounce, row.cart],
      ]),
    )
    const carts = 'SELECT id, cart_value_minor::INT, cart_currency FROM FILE WHERE cart_value_minor IS NOT NULL'
    expect(await readParquet(await get(`sessions?${PERIOD}&cart=&format=parquet`), `${carts} ORDER BY id`)).toEqual([
      ['s06', 1675, 'EUR'],
      ['s12', 2100, 'EUR'],
    ])
  })

  test('gives the items of carts, one row each', async () => {
    const rows = await readParquet(
      await get(`items?${PERIOD}&entry=/products/*&campaign=letter&format=parquet`),
      "SELECT session, name, item_id, item_name, quantity::INT, price_minor::INT, currency FROM FILE WHERE session = 's06' ORDER BY time",
    )
    expect(rows).toEqual([
      ['s06', 'add_to_cart', 'MUG-1', 'Blue mug', 2, 1250, 'EUR'],
      ['s06', 'remove_from_cart', 'TEA-1', 'Green tea', 3, 425, 'EUR'],
      ['s06', 'add_to_cart', 'TEA-1', 'Green tea', 1, 425, 'EUR'],
      ['s06', 'remove_from_cart', 'MUG-1', 'Blue mug', 1, 1250, 'EUR'],
    ])
  })

  test('has the same columns from either store, and nothing where nothing was said', async () => {
    const described = await readParquet(
      await get(`events?${PERIOD}&format=parquet`),
      "SELECT column_name || ' ' || column_type FROM (DESCRIBE SELECT * FROM FILE)",
    )
    expect(described.join(', ')).toBe(
      'site VARCHAR, doc VARCHAR, seq INTEGER, session VARCHAR, page INTEGER, time BIGINT, corrected BIGINT, ' +
        'received BIGINT, name VARCHAR, path VARCHAR, referrer VARCHAR, title VARCHAR, target VARCHAR, ' +
        'value_minor BIGINT, currency VARCHAR, cart_id VARCHAR, moment BIGINT, reason VARCHAR, engaged INTEGER, ' +
        'scroll INTEGER, timeout BIGINT, previous VARCHAR, campaign VARCHAR, store VARCHAR, device VARCHAR, ' +
        'automation BOOLEAN, tail BOOLEAN, props VARCHAR, tag VARCHAR, form VARCHAR',
    )
    const [row] = await readParquet(
      await get(`events?${PERIOD}&format=parquet`),
      "SELECT path, referrer, value_minor, engaged, reason, tail FROM FILE WHERE session = 's05' AND name = 'purchase'",
    )
    expect(row).toEqual(['/products/mug', null, 1250n, null, null, false])
  })

  test('gives CSV that no spreadsheet runs', async () => {
    const { url } = await collector()
    await send(url, batch({ events: [event(1, { name: 'page_view', props: { title: '=cmd()', path: '/a,b' } })] }))
    const text = await (await fetch(`${url}/api/export/events?format=csv`)).text()
    expect(text.split('\n')[0]).toMatch(/^site,doc,seq,session,/)
    expect(text).toContain(",'=cmd(),")
    expect(text).toContain(',"/a,b",')
  })

  test.each([
    ['events', 400],
    ['events?format=xlsx', 400],
    ['meta?format=csv', 404],
    ['events?format=csv&from=x', 400],
  ])('refuses %s', async (path, status) => {
    expect((await get(path)).status).toBe(status)
  })

  test('needs the token', async () => {
    const { url } = await collector({ token: 'sesame' })
    expect((await fetch(`${url}/api/export/events?format=csv`)).status).toBe(401)
  })
})

describe('format=parquet', () => {
  test('gives a report with numbers as numbers', async () => {
    const rows = await readParquet(
      await fetch(`${day.url}/api/pages?${PERIOD}&format=parquet`),
      'SELECT path, views::INT, typeof(views), typeof(scroll_median), engaged_median IS NULL FROM FILE ORDER BY views DESC, path',
    )
    const pages = await day.api<PageRow[]>(`pages?${PERIOD}`)
    expect(rows.map(([path, views]) => [path, views])).toEqual(pages.map(({ path, views }) => [path, views]))
    expect(rows[0]?.slice(2)).toEqual(['BIGINT', 'DOUBLE', false])
    expect(rows.find(([path]) => path === '/account')?.[4]).toBe(true)
  })

  test.each(['summary', 'sessions', 'carts', 'funnel', 'clicks', 'forms', 'delivery', 'choices', 'sessions/s06'])(
    'works for %s, and where it is empty',
    async report => {
      const count = async (query: string) =>
        (
          await readParquet(
            await fetch(`${day.url}/api/${report}?${query}&format=parquet`),
            'SELECT count(*)::INT FROM FILE',
          )
        )[0]?.[0]
      expect(await count(PERIOD)).toBeGreaterThan(0)
      expect(await count(`site=${SITE}&from=0&to=1`)).toBeGreaterThanOrEqual(0)
    },
  )
})
