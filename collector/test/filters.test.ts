// @vitest-environment node
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type {
  CartRow,
  ChoiceRow,
  ClickRow,
  Delivery,
  FormRow,
  Funnel,
  PageRow,
  SessionDetail,
  SessionRow,
  Summary,
} from '../src/api.js'
import { DAY, SITE } from './day.js'
import { type StoredDay, storeDay } from './storedDay.js'

let day: StoredDay
beforeAll(async () => {
  day = await storeDay()
})
afterAll(() => day.close())

const ask = <T>(report: string, filter: string): Promise<T> =>
  day.api<T>(`${report}?site=${SITE}&from=${DAY.from}&to=${DAY.to}&${filter}`)
const ids = async (filter: string) => (await ask<SessionRow[]>('sessions', filter)).map(({ id }) => id).sort()

describe('A filter chooses sessions', () => {
  test.each([
    ['entry=/', ['s01', 's02', 's04', 's08', 's09']],
    ['entry=/products/mug', ['s05', 's06', 's07']],
    ['entry=/products/*', ['s05', 's06', 's07']],
    ['entry=/prod', []],
    ['entry=%25', []],
    ['referrer=search.example', ['s02']],
    ['referrer=shop.example', []],
    ['campaign=spring', ['s05']],
    ['campaign=letter', ['s06']],
    // Came up within the session: not the way here.
    ['campaign=summer', []],
    ['device=phone', ['s08']],
    ['entry=/&device=desktop', ['s01', 's02', 's04', 's09']],
    ['entry=/&device=desktop&referrer=(none)', ['s01', 's04', 's09']],
    ["entry='", []],
  ])('by %s', async (filter, expected) => {
    expect(await ids(filter)).toEqual(expected)
  })

  test('and by what none of them has', async () => {
    expect(await ids('campaign=(none)')).toHaveLength(10)
    expect(await ids('referrer=(none)')).not.toContain('s02')
    expect(await ids('device=(none)')).toEqual([])
  })

  test('but not one session that is asked for by name', async () => {
    const { id } = await day.api<SessionDetail>(`sessions/s06?site=${SITE}&device=phone`)
    expect(id).toBe('s06')
  })
})

describe('Every report is about the chosen sessions:', () => {
  test('the summary', async () => {
    expect(await ask<Summary>('summary', 'entry=/products/*')).toMatchObject({
      sessions: 3,
      page_views: 5,
      bounce_rate: 0,
      // 14 28 40
      duration: { median: 28_000 },
      // 14 20 25
      engaged: { median: 20_000 },
      purchases: 1,
      abandoned_carts: 1,
      previous: { sessions: 0, page_views: 0 },
    })
    const trend = (await ask<Summary>('summary', 'device=phone')).trend.points
    expect(trend.map(([, count]) => count).indexOf(1)).toBe(7)
    expect(trend.reduce((sum, [, count]) => sum + count, 0)).toBe(1)
    expect(await ask<Summary>('summary', 'entry=/')).toMatchObject({
      purchases: 0,
      previous: { sessions: 1, page_views: 1 },
    })
    expect((await ask<Summary>('summary', 'device=phone')).previous.sessions).toBe(0)
  })

  test('the pages, those of merged sessions too', async () => {
    const pages = async (filter: string) =>
      (await ask<PageRow[]>('pages', filter)).map(({ path, views, entries, exits }) => [path, views, entries, exits])
    expect(await pages('entry=/account')).toEqual([
      ['/', 1, 0, 1],
      ['/account', 1, 1, 0],
    ])
    expect(await pages('device=phone')).toEqual([['/', 1, 1, 1]])
  })

  test('the carts and the funnel', async () => {
    expect((await ask<CartRow[]>('carts', 'campaign=letter')).map(({ session }) => session)).toEqual(['s06'])
    expect(await ask<CartRow[]>('carts', 'campaign=spring')).toEqual([])
    const funnel = async (filter: string) => (await ask<Funnel>('funnel', filter)).steps.map(({ sessions }) => sessions)
    expect(await funnel('entry=/products/*')).toEqual([1, 1, 1, 1])
    expect(await funnel('entry=/')).toEqual([1, 0, 0, 0])
  })

  test('the clicks and the forms', async () => {
    const labels = async (filter: string) => (await ask<ClickRow[]>('clicks', filter)).map(({ label }) => label)
    expect(await labels('entry=/')).toEqual(['Search'])
    expect(await labels('entry=/contact')).toEqual(['Send'])
    expect(await ask<FormRow[]>('forms', 'entry=/contact')).toMatchObject([{ views: 1, submits: 1 }])
    expect(await ask<FormRow[]>('forms', 'entry=/')).toEqual([])
  })

  test('the delivery, by the documents in which they acted', async () => {
    const { received } = await ask<Delivery>('delivery', '')
    expect(received).toBe(0)
    const ledger = (filter: string) => day.api<Delivery>(`delivery?site=${SITE}&from=0&${filter}`)
    expect(await ledger('device=phone')).toMatchObject({ received: 3, missing: 0, duplicates: 3 })
    const [all, phone, desktop] = await Promise.all(['', 'device=phone', 'device=desktop'].map(ledger))
    expect(all?.received).toBe((phone?.received ?? 0) + (desktop?.received ?? 0))
  })

  test('as CSV too', async () => {
    const response = await fetch(
      `${day.url}/api/sessions?from=${DAY.from}&to=${DAY.to}&device=phone&site=${SITE}&format=csv`,
    )
    expect((await response.text()).trim().split('\r\n')).toHaveLength(2)
  })
})

describe('The choices of a filter', () => {
  const choices = async (filter: string, of: string) =>
    (await ask<ChoiceRow[]>('choices', filter)).flatMap(row =>
      row.filter === of ? [[row.value, row.sessions] as const] : [],
    )

  test('are what there is in the period, the most sessions first', async () => {
    expect(await choices('', 'entry')).toEqual([
      ['/', 5],
      ['/products/mug', 3],
      ['/account', 1],
      ['/cart', 1],
      ['/contact', 1],
      ['/search', 1],
    ])
    expect(await choices('', 'referrer')).toEqual([
      ['(none)', 11],
      ['search.example', 1],
    ])
    expect(await choices('', 'campaign')).toEqual([
      ['(none)', 10],
      ['letter', 1],
      ['spring', 1],
    ])
    expect(await choices('', 'device')).toEqual([
      ['desktop', 11],
      ['phone', 1],
    ])
  })

  test('follow the other filters, and not itself', async () => {
    expect(await choices('device=phone', 'entry')).toEqual([['/', 1]])
    expect(await choices('device=phone', 'device')).toHaveLength(2)
  })
})

test('a device class that does not exist is refused', async () => {
  const response = await fetch(`${day.url}/api/sessions?device=toaster`)
  expect(response.status).toBe(400)
  expect((await response.json()).error).toContain('phone, tablet, desktop, (none)')
})
