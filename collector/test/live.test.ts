// @vitest-environment node
import { describe, expect, onTestFinished, test } from 'vitest'
import type { LiveEvent, SessionRow, Summary } from '../src/api.js'
import { batch, event, send } from './batches.js'
import { collector } from './collector.js'

/** The stream's messages as they come. */
async function watch(url: string, query = ''): Promise<{ names: string[]; events: LiveEvent[]; ended: Promise<void> }> {
  const stop = new AbortController()
  onTestFinished(() => stop.abort())
  const response = await fetch(`${url}/live${query}`, { signal: stop.signal })
  expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
  const names: string[] = []
  const events: LiveEvent[] = []
  const read = async () => {
    let text = ''
    for await (const part of response.body ?? []) {
      text += Buffer.from(part).toString()
      const messages = text.split('\n\n')
      text = messages.pop() ?? ''
      for (const message of messages) {
        const name = /^event: (.*)$/m.exec(message)?.[1]
        if (name) names.push(name)
        if (name === 'event') events.push(JSON.parse(/^data: (.*)$/m.exec(message)?.[1] ?? ''))
      }
    }
  }
  return { names, events, ended: read().catch(() => {}) }
}

describe('GET /live', () => {
  test('says hello, then each committed event once', async () => {
    const { url } = await collector()
    const { names, events } = await watch(url)
    await expect.poll(() => names).toEqual(['hello'])
    const time = Date.now()
    const one = batch({
      events: [
        event(1, {
          time,
          name: 'page_view',
          url: 'https://shop.example/a?x=1',
          props: { path: '/a', title: '<b>A</b>' },
        }),
        event(2, { time, name: 'NO' }),
      ],
    })
    await send(url, one)
    await send(url, one)
    await send(
      url,
      batch({ doc: 'last', events: [event(1, { time, name: 'click', props: { el: { tag: 'a', label: 'Buy' } } })] }),
    )
    await expect
      .poll(() => events)
      .toEqual([
        {
          site: 'shop.example',
          session: 'session-1',
          doc: one.doc,
          seq: 1,
          time,
          name: 'page_view',
          path: '/a',
          what: '<b>A</b>',
        },
        {
          site: 'shop.example',
          session: 'session-1',
          doc: 'last',
          seq: 1,
          time,
          name: 'click',
          path: '/',
          what: 'Buy',
        },
      ])
  })

  test('shows one site where it is asked for', async () => {
    const { url } = await collector()
    const { names, events } = await watch(url, '?site=b.example')
    await expect.poll(() => names).toEqual(['hello'])
    await send(url, batch({ site: 'a.example' }))
    await send(url, batch({ site: 'b.example' }))
    await expect.poll(() => events.map(({ site }) => site)).toEqual(['b.example'])
  })

  test('ends when the collector closes', async () => {
    const { url, close } = await collector()
    const { names, ended } = await watch(url)
    await expect.poll(() => names).toEqual(['hello'])
    await close()
    await ended
  })
})

describe('A session', () => {
  const visit = (ago: number, timeout?: number) => {
    const time = Date.now() - ago
    return [
      event(1, { time, name: 'session_start', props: { reason: 'first', ...(timeout ? { timeout } : {}) } }),
      event(2, { time, name: 'page_view', props: { path: '/', title: 'Home' } }),
      event(3, {
        time: time + 1000,
        name: 'add_to_cart',
        props: { items: [{ item_id: 'A', quantity: 1, price: 2 }], currency: 'EUR' },
      }),
    ]
  }

  test('is live until its timeout, its cart filled and not abandoned', async () => {
    const { url, api } = await collector()
    await send(url, batch({ events: visit(60_000) }))
    const open = { live: true, end_reason: null, exit: null, cart: 'filled', duration: 1000 }
    expect(await api<SessionRow[]>('sessions')).toMatchObject([open])
    expect(await api<SessionRow[]>('sessions?live=1')).toMatchObject([open])
    expect(await api<Summary>('summary')).toMatchObject({ sessions: 1, live: 1, abandoned_carts: 0 })
    const old = await api<Summary>(`summary?from=0&to=${Date.now() - 3_600_000}`)
    expect(old).toMatchObject({ sessions: 0, live: 1, bounce_rate: null, duration: { median: null } })
  })

  test('closes by the timeout it was started with, without a word', async () => {
    const { url, api } = await collector()
    await send(url, batch({ events: visit(60_000, 2000) }))
    expect(await api<SessionRow[]>('sessions')).toMatchObject([
      { live: false, end_reason: 'timeout', exit: '/', cart: 'abandoned', duration: 1000 },
    ])
    expect(await api<SessionRow[]>('sessions?live=1')).toEqual([])
    expect(await api<Summary>('summary')).toMatchObject({ live: 0, abandoned_carts: 1 })
  })

  test('of a browser with a wrong clock is now, and as long as it was', async () => {
    const { url, api } = await collector()
    const DAY = 86_400_000
    const events = visit(60_000).map(one => ({ ...one, time: one.time - 3 * DAY }))
    await send(url, batch({ events, sent: Date.now() - 3 * DAY }))
    const [row] = await api<SessionRow[]>('sessions?live=1')
    expect(row).toMatchObject({ live: true, duration: 1000 })
    expect(Math.abs((row?.start ?? 0) - (Date.now() - 60_000))).toBeLessThan(10_000)
  })

  test('without an id is no session, its events are counted', async () => {
    const { url, api } = await collector()
    await send(url, batch({ events: visit(60_000).map(one => ({ ...one, session: null })) }))
    expect(await api<Summary>('summary')).toMatchObject({ sessions: 0, page_views: 1 })
  })
})
