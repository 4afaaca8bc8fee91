// @vitest-environment node
import { describe, expect, test } from 'vitest'
import type { ClickRow, FormRow, PageRow, UnusedRow } from '../src/api.js'
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
