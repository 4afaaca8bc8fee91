// @vitest-environment node

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CartRow, ClickRow, FormRow, Funnel, PageRow, SessionDetail, SessionRow, Summary } from '../src/api.js'
import { DAY, HOUR, MIDNIGHT, SITE } from './day.js'
import { type StoredDay, storeDay } from './storedDay.js'

const SECOND = 1000
const PERIOD = `site=${SITE}&from=${DAY.from}&to=${DAY.to}`

let day: StoredDay
const api = <T>(path: string): Promise<T> => day.api<T>(path)

beforeAll(async () => {
  day = await storeDay()
})
afterAll(() => day.close())

describe('A day of 12 sessions:', () => {
  test('each is as it was', async () => {
    const rows = await api<SessionRow[]>(`sessions?${PERIOD}`)
    const facts = rows.map(row => [
      row.id,
      (row.start - MIDNIGHT) / HOUR,
      row.duration / SECOND,
      row.engaged / SECOND,
      row.end_reason,
      row.bounce,
      row.cart,
      row.pages.join(' '),
      row.events,
    ])
    expect(facts).toEqual([
      ['s12', 23, 35, 35, 'timeout', false, 'purchased', '/cart', 5],
      ['s11', 10 + 3 / 3600, 16, 16, 'timeout', false, 'none', '/search', 2],
      ['s10', 9, 120, 12, 'manual', false, 'none', '/account /', 5],
      ['s09', 8, 7, 6, 'timeout', true, 'none', '/', 8],
      ['s08', 7, 1, 2, 'timeout', false, 'none', '/', 3],
      ['s07', 6, 14, 14, 'timeout', false, 'none', '/products/mug', 6],
      ['s06', 5, 28, 25, 'timeout', false, 'abandoned', '/products/mug /cart', 8],
      ['s05', 4, 40, 20, 'purchase', false, 'purchased', '/products/mug /thanks', 9],
      ['s04', 3, 58, 32, 'timeout', false, 'none', '/ /search /products/mug', 9],
      ['s03', 2, 2, 2, 'timeout', false, 'none', '/contact', 5],
      ['s02', 1, 12, 10, 'timeout', false, 'none', '/', 4],
      ['s01', 0, 3, 4, 'timeout', true, 'none', '/', 3],
    ])
    expect(rows.every(row => !row.live && row.end === row.start + row.duration)).toBe(true)
    expect(rows.map(row => row.device).filter(device => device !== 'desktop')).toEqual(['phone'])
    expect(rows.flatMap(row => row.referrer ?? [])).toEqual(['https://search.example/'])
    expect(rows.at(-1)).toMatchObject({ entry: '/', exit: '/' })
    expect(rows[7]).toMatchObject({ entry: '/products/mug', exit: '/thanks' })
  })

  test('the summary', async () => {
    const summary = await api<Summary>(`summary?${PERIOD}`)
    expect(summary).toEqual({
      site: SITE,
      from: DAY.from,
      to: DAY.to,
      sessions: 12,
      page_views: 17,
      // s01 and s09 of the eleven with storage.
      bounce_rate: 2 / 11,
      // 1 2 3 7 12 14 16 28 35 40 58 120
      duration: { mean: 28_000, median: 15_000, p90: expect.closeTo(56_200, 3) },
      // 2 2 4 6 10 12 14 16 20 25 32 35
      engaged: { mean: expect.closeTo(178_000 / 12, 3), median: 13_000, p90: expect.closeTo(31_300, 3) },
      purchases: 1,
      abandoned_carts: 1,
      live: 0,
      previous: {
        sessions: 1,
        page_views: 1,
        bounce_rate: 1,
        duration_median: 3000,
        engaged_median: 4000,
        purchases: 0,
        abandoned_carts: 0,
      },
      trend: { bucket_ms: HOUR, points: expect.any(Array) },
    })
    const hours = summary.trend.points.map(([bucket, count]) => [(bucket - MIDNIGHT) / HOUR, count])
    expect(hours).toEqual(Array.from({ length: 24 }, (_, hour) => [hour, hour <= 10 || hour === 23 ? 1 : 0]))
  })

  test('all sites together', async () => {
    expect(await api<Summary>(`summary?from=${DAY.from}&to=${DAY.to}`)).toMatchObject({ site: null, sessions: 13 })
  })

  test('the pages', async () => {
    const pages = await api<PageRow[]>(`pages?${PERIOD}`)
    const facts = pages.map(row => [
      row.path,
      row.title,
      row.views,
      row.sessions,
      row.entries,
      row.exits,
      row.engaged_median,
      row.scroll_median,
    ])
    expect(facts).toEqual([
      // engaged 4 10 15 2 6 12, scroll 20 80 60 5 25 70
      ['/', 'Home', 6, 6, 5, 5, 8000, 42.5],
      // The page of the purchase has no snapshot; 9, 25 of the cart's document, 14
      ['/products/mug', 'Blue mug', 4, 4, 3, 2, 11_500, 45],
      ['/cart', 'Cart', 2, 2, 1, 2, 30_000, 70],
      ['/search', 'Search', 2, 2, 1, 1, 12_000, 50],
      ['/account', 'Account', 1, 1, 1, 0, null, null],
      ['/contact', 'Contact', 1, 1, 1, 1, 2000, 100],
      ['/thanks', 'Thanks', 1, 1, 0, 1, 20_000, 10],
    ])
  })

  test('the abandoned carts', async () => {
    expect(await api<CartRow[]>(`carts?${PERIOD}`)).toEqual([
      {
        session: 's06',
        time: MIDNIGHT + 5 * HOUR + 28 * SECOND,
        value: 16.75,
        currency: 'EUR',
        items: [
          { item_id: 'TEA-1', item_name: 'Green tea', quantity: 1, price: 4.25 },
          { item_id: 'MUG-1', item_name: 'Blue mug', quantity: 1, price: 12.5 },
        ],
        last_page: '/cart',
      },
    ])
  })

  test('the funnel, in the order of its steps', async () => {
    const counts = async (steps: string) =>
      (await api<Funnel>(`funnel?${PERIOD}&steps=${steps}`)).steps.map(step => [step.name, step.sessions])
    expect(await counts('')).toEqual([
      ['view_item', 2],
      ['add_to_cart', 1],
      ['begin_checkout', 1],
      ['purchase', 1],
    ])
    expect(await counts('add_to_cart,page_view:/cart')).toEqual([
      ['add_to_cart', 3],
      ['page_view:/cart', 1],
    ])
    expect(await counts('purchase,add_to_cart')).toEqual([
      ['purchase', 1],
      ['add_to_cart', 0],
    ])
  })

  test('the clicks and the forms', async () => {
    expect(await api<ClickRow[]>(`clicks?${PERIOD}`)).toEqual([
      { path: '/', label: 'Search', tag: 'a', count: 2, sessions: 1 },
      { path: '/contact', label: 'Send', tag: 'button', count: 1, sessions: 1 },
    ])
    expect(await api<ClickRow[]>(`clicks?${PERIOD}&unused=1`)).toEqual([])
    expect(await api<FormRow[]>(`forms?${PERIOD}`)).toEqual([
      { path: '/contact', form: 'contact', views: 1, submits: 1, abandoned: 0 },
    ])
  })

  test('a timeline, event by event', async () => {
    const session = await api<SessionDetail>(`sessions/s06?site=${SITE}`)
    expect(session).toMatchObject({ id: 's06', cart: 'abandoned', duration: 28_000 })
    expect(session.timeline.map(({ seq, name, path, what }) => [seq, name, path, what])).toEqual([
      [1, 'session_start', '/', 'first'],
      [2, 'page_view', '/products/mug', 'Blue mug'],
      [3, 'add_to_cart', '/products/mug', '2 × Blue mug'],
      [4, 'remove_from_cart', '/products/mug', '3 × Green tea'],
      [5, 'add_to_cart', '/products/mug', 'Green tea'],
      [6, 'remove_from_cart', '/products/mug', 'Blue mug'],
      [7, 'page_view', '/cart', 'Cart'],
      [8, 'page_leave', '/cart', '25 s engaged, 40 % scrolled'],
    ])
    expect(session.timeline[2]?.time).toBe(MIDNIGHT + 5 * HOUR + 5 * SECOND)
    await expect(api('sessions/nobody')).rejects.toThrow('404')
  })

  test('a list is cut and continued', async () => {
    const ids = async (more: string) => (await api<SessionRow[]>(`sessions?${PERIOD}${more}`)).map(row => row.id)
    expect(await ids('&limit=2')).toEqual(['s12', 's11'])
    expect(await ids('&limit=2&offset=2')).toEqual(['s10', 's09'])
    expect(await ids('&live=1')).toEqual([])
  })

  test('a period begins with its first ms and ends before its last', async () => {
    const morning = `site=${SITE}&from=${MIDNIGHT + 5 * HOUR}&to=${MIDNIGHT + 9 * HOUR}`
    expect(await api<Summary>(`summary?${morning}`)).toMatchObject({ sessions: 4, previous: { sessions: 4 } })
  })

  test('as CSV', async () => {
    const response = await fetch(`${day.url}/api/sessions?${PERIOD}&format=csv`)
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="sojourn-sessions.csv"')
    const lines = (await response.text()).split('\r\n')
    expect(lines).toHaveLength(14)
    expect(lines[0]).toBe(
      'id,start,end,end_reason,duration,engaged,pages,events,entry,exit,referrer,campaign,device,live,bounce,cart',
    )
    expect(lines[7]).toContain('s06,')
    for (const report of [
      'summary',
      'pages',
      'carts',
      'funnel',
      'clicks',
      'forms',
      'delivery',
      'sites',
      'sessions/s06',
    ]) {
      const csv = await fetch(`${day.url}/api/${report}?${PERIOD}&format=csv`)
      expect([report, csv.status, csv.headers.get('content-type')]).toEqual([report, 200, 'text/csv; charset=utf-8'])
    }
  })

  test.each(['pages', 'sessions', 'carts', 'clicks', 'forms', 'choices'])(
    'as CSV, %s have the same first line with and without rows',
    async report => {
      const first = async (period: string, site = SITE) => {
        const csv = await fetch(`${day.url}/api/${report}?site=${site}&${period}&format=csv`)
        const [header = '', ...lines] = (await csv.text()).split('\r\n')
        return { header, rows: lines.length - 1 }
      }
      const full = await first(`from=${DAY.from}&to=${DAY.to}`)
      const empty = await first('from=1000&to=2000', 'nowhere.example')
      expect([full.rows > 0, full.header.length > 0]).toEqual([true, true])
      expect(empty.header).toBe(full.header)
      expect(empty.rows).toBe(0)
    },
  )

  test('as CSV, clicks that are not used have a first line too', async () => {
    const csv = await fetch(`${day.url}/api/clicks?${PERIOD}&unused=1&format=csv`)
    expect(await csv.text()).toBe('path,label,tag,views,last_used\r\n')
  })
})
