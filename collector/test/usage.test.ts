// @vitest-environment node
import { describe, expect, test } from 'vitest'
import type { ClickRow, FormRow, PageRow, Summary, UnusedRow } from '../src/api.js'
import { batch, event, NOON, send, type TestEvent } from './batches.js'
import { collector } from './collector.js'

const HOUR = 3_600_000
const MORNING = `from=${NOON - 2 * HOUR}&to=${NOON}`
const AFTERNOON = `from=${NOON}&to=${NOON + 2 * HOUR}`

const view = (path: string) => ({ name: 'page_view', url: `https://shop.example${path}`, props: { path } })
const use = (path: string, label: string) => ({
  name: 'click',
  url: `https://shop.example${path}`,
  props: { el: { tag: 'a', label } },
})

/** One session that begins `at` and does all that a second apart. */
const visit = (session: string, at: number, said: Partial<TestEvent>[], over = {}) =>
  batch({
    via: 'fetch',
    events: said.map((one, i) => event(i + 1, { session, time: at + i * 1000, ...one })),
    ...over,
  })

test('A session counts once for what it did several times, also where the period cuts it', async () => {
  const { url, api } = await collector({ keep: 0 })
  const counts = async (period: string) => {
    const clicks = await api<ClickRow[]>(`clicks?${period}`)
    const pages = await api<PageRow[]>(`pages?${period}`)
    return [
      clicks.map(({ label, count, sessions }) => [label, count, sessions]),
      pages.map(({ path, views, sessions }) => [path, views, sessions]),
    ]
  }
  const began = NOON - 2000
  await send(url, visit('s-1', began, [view('/'), use('/', 'Search'), use('/', 'Search'), view('/'), view('/')]))
  await send(url, visit('s-2', NOON, [view('/'), use('/', 'Search')]))
  expect(await counts(MORNING)).toEqual([[['Search', 1, 1]], [['/', 1, 1]]])
  expect(await counts(AFTERNOON)).toEqual([[['Search', 2, 2]], [['/', 3, 2]]])
  // More of it comes later, and what another tab said turns out to be of it.
  await send(url, visit('s-1', NOON + 1000, [use('/', 'Search'), use('/', 'Offers')]))
  await send(url, visit('s-3', NOON + 500, [view('/'), use('/', 'Search')], { was: [['s-3', 's-1']] }))
  expect(await counts(AFTERNOON)).toEqual([
    [
      ['Search', 4, 2],
      ['Offers', 1, 1],
    ],
    [['/', 4, 2]],
  ])
})

describe('What is never used', () => {
  test('was used before, lies on a page that was seen, and was used by nobody', async () => {
    const { url, api } = await collector({ keep: 0 })
    const unused = async (query: string) =>
      (await api<UnusedRow[]>(`clicks?unused=1&${query}`)).map(({ path, label, views, last_used }) => [
        path,
        label,
        views,
        last_used - NOON,
      ])
    const early = visit('s-1', NOON - HOUR, [
      view('/'),
      use('/', 'Offers'),
      use('/', 'Search'),
      view('/help'),
      use('/help', 'Print'),
    ])
    const late = visit('s-2', NOON + HOUR, [view('/'), use('/', 'Search'), use('/', 'New')])
    const phone = { context: { store: 'host', screen: [390, 844] } }
    await send(url, early)
    await send(url, late)
    await send(url, visit('s-3', NOON + HOUR, [view('/')], phone))
    // Nobody saw /help in the afternoon; "New" is used in it; nothing is known from before the morning.
    expect(await unused(AFTERNOON)).toEqual([['/', 'Offers', 2, -HOUR + 1000]])
    expect(await unused(MORNING)).toEqual([])
    // By those who came with a phone.
    expect(await unused(`${AFTERNOON}&device=phone`)).toEqual([
      ['/', 'New', 1, HOUR + 2000],
      ['/', 'Search', 1, HOUR + 1000],
      ['/', 'Offers', 1, -HOUR + 1000],
    ])
  })
})

describe('A form', () => {
  const field = (label: string) => ({
    name: 'click',
    url: 'https://shop.example/',
    props: { el: { tag: 'input', label, path: 'main>form#order>input' } },
  })
  const sent = {
    name: 'form_submit',
    url: 'https://shop.example/',
    props: { el: { tag: 'form', id: 'order', path: 'main>form#order' } },
  }

  test('is left by who used it, has gone, and did not send it', async () => {
    const { url, api } = await collector({ keep: 0 })
    await send(url, visit('s-1', NOON, [view('/'), field('Name'), field('Street'), sent]))
    await send(url, visit('s-2', NOON, [view('/'), field('Name'), field('Street')]))
    await send(url, visit('s-3', NOON, [view('/')]))
    expect(await api<FormRow[]>(`forms?${AFTERNOON}`)).toEqual([
      { path: '/', form: 'order', views: 3, submits: 1, abandoned: 1 },
    ])
  })

  test('is sent by who sent it after midnight, and by who had sent it before', async () => {
    const { url, api } = await collector({ keep: 0 })
    const form = (name: string, time: number) => ({
      name,
      time,
      url: 'https://shop.example/contact',
      props: { el: { tag: 'button', label: 'Send', path: 'main>form#contact>button' } },
    })
    await send(url, visit('late', NOON, [form('click', NOON - 60_000), form('form_submit', NOON + 60_000)]))
    await send(url, visit('again', NOON, [form('form_submit', NOON - 60_000), form('click', NOON + 60_000)]))
    await send(url, visit('left', NOON, [form('click', NOON - 60_000), form('click', NOON + 60_000)]))
    const counts = async (period: string) =>
      (await api<FormRow[]>(`forms?${period}`)).map(({ submits, abandoned }) => [submits, abandoned])
    expect(await counts(MORNING)).toEqual([[1, 1]])
    expect(await counts(AFTERNOON)).toEqual([[1, 1]])
  })

  test('is not left yet by who is still here', async () => {
    const { url, api } = await collector()
    await send(url, visit('s-1', Date.now() - 5000, [view('/'), field('Name')]))
    expect(await api<FormRow[]>('forms')).toMatchObject([{ form: 'form#order', submits: 0, abandoned: 0 }])
  })
})

describe('The days of a trend', () => {
  const HALF = 30 * 60_000
  const perDay = async (midnights: number[], zone: string) => {
    const { url, api } = await collector({ keep: 0 })
    const [from = 0] = midnights
    const to = midnights.at(-1)
    // Half an hour after each midnight, and half an hour before the next.
    const times = midnights.flatMap(midnight => [midnight - HALF, midnight + HALF]).slice(1, -1)
    for (const [i, time] of times.entries()) await send(url, visit(`s-${i}`, time, [view('/')]))
    const { trend } = await api<Summary>(`summary?from=${from}&to=${to}&tz=${zone}`)
    return trend.points
  }

  test.each([
    [
      'that ends the summer',
      'Europe/Berlin',
      [
        '2026-10-24T00:00+02:00',
        '2026-10-25T00:00+02:00',
        '2026-10-26T00:00+01:00',
        '2026-10-27T00:00+01:00',
        '2026-10-28T00:00+01:00',
      ],
    ],
    [
      'that begins it',
      'America/New_York',
      [
        '2026-03-07T00:00-05:00',
        '2026-03-08T00:00-05:00',
        '2026-03-09T00:00-04:00',
        '2026-03-10T00:00-04:00',
        '2026-03-11T00:00-04:00',
      ],
    ],
    [
      'that begins it by half an hour',
      'Australia/Lord_Howe',
      [
        '2026-10-03T00:00+10:30',
        '2026-10-04T00:00+10:30',
        '2026-10-05T00:00+11:00',
        '2026-10-06T00:00+11:00',
        '2026-10-07T00:00+11:00',
      ],
    ],
  ])('begin at midnight of whoever reads, around the night %s', async (_, zone, dates) => {
    const midnights = dates.map(date => Date.parse(date))
    expect(await perDay(midnights, zone)).toEqual(midnights.slice(0, -1).map(midnight => [midnight, 2]))
  })

  test('are those of a zone that there is', async () => {
    const { url } = await collector()
    const response = await fetch(`${url}/api/summary?tz=Atlantis/Poseidonis`)
    expect([response.status, await response.json()]).toEqual([
      400,
      { error: 'tz: expected a time zone, like Europe/Berlin' },
    ])
  })
})
