// @vitest-environment node
import { describe, expect, test } from 'vitest'
import type { Delivery, SessionDetail, SessionRow } from '../src/api.js'
import { ackOf, batch, event, events, freshDoc, send } from './batches.js'
import { collector, tempDir } from './collector.js'

const counts = async (api: <T>(path: string) => Promise<T>) => {
  const { received, duplicates, missing } = await api<Delivery>('delivery')
  return { received, duplicates, missing }
}

describe('(doc, seq) is the identity of an event:', () => {
  test('a batch that comes again is acknowledged and not stored again', async () => {
    const { url, api } = await collector()
    const same = batch({ events: events(1, 5) })
    await send(url, same)
    const again = await send(url, { ...same, k: 2, via: 'fetch' })
    expect([again.status, ackOf(again)]).toEqual([204, 'ack;desc="2"'])
    expect(await counts(api)).toEqual({ received: 5, duplicates: 5, missing: 0 })
  })

  test('twins in one batch are one', async () => {
    const { url, api } = await collector()
    await send(url, batch({ events: [event(1), event(1), event(2), event(1)] }))
    expect(await counts(api)).toEqual({ received: 2, duplicates: 2, missing: 0 })
  })

  test('twins that wait for the same commit are one, and both are answered', async () => {
    const { url, api } = await collector()
    const same = batch({ events: events(1, 20) })
    const answers = await Promise.all(Array.from({ length: 10 }, () => send(url, same)))
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(204))
    expect(await counts(api)).toEqual({ received: 20, duplicates: 180, missing: 0 })
  })

  test('the same seq of another document is another event', async () => {
    const { url, api } = await collector()
    await send(url, batch({ events: events(1, 3) }))
    await send(url, batch({ events: events(1, 3) }))
    expect(await counts(api)).toEqual({ received: 6, duplicates: 0, missing: 0 })
  })

  test('pieces in any order leave no gap', async () => {
    const { url, api } = await collector()
    const doc = freshDoc()
    for (const seq of [7, 3, 1, 5, 2, 6, 4, 3, 6]) await send(url, batch({ doc, high: 7, events: [event(seq)] }))
    expect(await counts(api)).toEqual({ received: 7, duplicates: 2, missing: 0 })
  })

  test('a restart knows what was held: runs, gaps and refused events', async () => {
    const dataDir = await tempDir()
    const doc = freshDoc()
    const gaps = [event(1), event(2), event(4), event(9, { name: 'NO' }), event(10)]
    const first = await collector({ dataDir })
    await send(first.url, batch({ doc, events: gaps }))
    const whole = batch({ events: events(1, 30) })
    await send(first.url, whole)
    await first.close()

    const second = await collector({ dataDir })
    expect(await (await send(second.url, batch({ doc, events: gaps }))).json()).toMatchObject({ accepted: 4 })
    await send(second.url, whole)
    expect(await second.api<Delivery>('delivery')).toMatchObject({
      received: 34,
      duplicates: 34,
      rejected: 1,
      missing: 5,
    })
    await send(second.url, batch({ doc, events: [event(3), ...events(5, 8)] }))
    expect(await counts(second.api)).toEqual({ received: 39, duplicates: 34, missing: 0 })
  })
})

describe('claims', () => {
  test('are acknowledged only when all of their events are held', async () => {
    const { url } = await collector()
    const earlier = freshDoc()
    await send(url, batch({ doc: earlier, events: [event(1), event(2), event(4)] }))
    const claiming = (low: number, high: number) => send(url, batch({ claims: [[earlier, low, high]] }))
    expect(ackOf(await claiming(1, 2))).not.toBeNull()
    expect(ackOf(await claiming(4, 4))).not.toBeNull()
    for (const [low, high] of [
      [1, 3],
      [3, 3],
      [1, 4],
      [4, 5],
      [0, 2],
    ] as const) {
      const answer = await claiming(low, high)
      expect([answer.status, ackOf(answer), answer.headers.get('timing-allow-origin')]).toEqual([204, null, null])
    }
    await send(url, batch({ doc: earlier, events: [event(3)] }))
    expect(ackOf(await claiming(1, 4))).not.toBeNull()
  })

  test('of a document never heard of are not acknowledged, and are known to be missing', async () => {
    const { url, api } = await collector()
    const lost = freshDoc()
    const answer = await send(url, batch({ claims: [[lost, 1, 6]] }))
    expect(ackOf(answer)).toBeNull()
    expect(await counts(api)).toEqual({ received: 1, duplicates: 0, missing: 6 })
    await send(url, batch({ doc: lost, via: 'fetch', events: events(1, 6) }))
    expect(await counts(api)).toEqual({ received: 7, duplicates: 0, missing: 0 })
  })

  test('that come in one commit with their events are held', async () => {
    const { url } = await collector()
    const adopted = batch({ events: events(1, 5) })
    const [, claiming] = await Promise.all([send(url, adopted), send(url, batch({ claims: [[adopted.doc, 1, 5]] }))])
    expect(ackOf(claiming)).not.toBeNull()
  })
})

test('the ledger takes what was dropped on purpose off what is missing', async () => {
  const { url, api } = await collector()
  const doc = freshDoc()
  await send(url, batch({ doc, high: 10, dropped: 3, events: events(1, 5) }))
  expect(await api<Delivery>('delivery')).toMatchObject({ missing: 2, dropped: 3 })
  await send(url, batch({ doc, high: 10, dropped: 3, events: events(9, 10) }))
  expect(await api<Delivery>('delivery')).toMatchObject({ missing: 0, dropped: 3 })
})

test('no document counts more as dropped than it lacks: what it gave up may have arrived after all', async () => {
  const { url, api } = await collector()
  await send(url, batch({ doc: freshDoc(), high: 6, dropped: 5, events: events(1, 3) }))
  await send(url, batch({ doc: freshDoc(), high: 5, events: events(1, 3) }))
  expect(await api<Delivery>('delivery')).toMatchObject({ received: 6, missing: 2, dropped: 3 })
})

describe('was', () => {
  const visit = (session: string, seq: number, time: number, path: string) => [
    event(seq, { session, time, name: 'page_view', props: { path, title: path } }),
  ]

  test('merges sessions, over several steps and in any order of arrival', async () => {
    const { url, api } = await collector()
    const now = Date.now() - 60_000
    await send(url, batch({ events: visit('s-c', 1, now + 2000, '/c'), was: [['s-c', 's-b']] }))
    await send(url, batch({ events: visit('s-a', 1, now, '/a') }))
    await send(url, batch({ events: visit('s-b', 1, now + 1000, '/b'), was: [['s-b', 's-a']] }))
    await send(url, batch({ events: visit('s-d', 1, now + 3000, '/d'), was: [['s-d', 's-c']] }))
    const rows = await api<SessionRow[]>('sessions')
    expect(rows.map(({ id, pages }) => ({ id, pages }))).toEqual([{ id: 's-a', pages: ['/a', '/b', '/c', '/d'] }])
    for (const id of ['s-a', 's-b', 's-c', 's-d']) {
      expect((await api<SessionDetail>(`sessions/${id}`)).timeline).toHaveLength(4)
    }
  })

  test('that comes alone, after the sessions were looked at, merges them', async () => {
    const { url, api } = await collector()
    const now = Date.now() - 60_000
    await send(url, batch({ events: visit('s-1', 1, now, '/a') }))
    await send(url, batch({ events: visit('s-2', 1, now + 1000, '/b') }))
    expect(await api<SessionRow[]>('sessions')).toHaveLength(2)
    await send(url, batch({ events: [], was: [['s-2', 's-1']] }))
    expect((await api<SessionRow[]>('sessions')).map(({ id, pages }) => [id, pages])).toEqual([['s-1', ['/a', '/b']]])
  })

  test('makes one start and one end of several', async () => {
    const { url, api } = await collector()
    const now = Date.now() - 60_000
    const reports = (session: string, at: number) => [
      event(1, { session, time: now + at, name: 'session_start', props: { reason: 'first', timeout: 1_800_000 } }),
      event(2, { session, time: now + at, name: 'page_view', props: { path: '/' } }),
      event(3, { session, time: now + 9000, name: 'session_end', props: { reason: 'manual', end: now + 9000 } }),
    ]
    await send(url, batch({ events: reports('s-1', 0) }))
    await send(url, batch({ events: reports('s-2', 20), was: [['s-2', 's-1']] }))
    await send(url, batch({ events: reports('s-1', 0) }))
    expect(await api<SessionRow[]>('sessions')).toMatchObject([
      { id: 's-1', start: now, end: now + 9000, end_reason: 'manual', duration: 9000 },
    ])
    const { timeline } = await api<SessionDetail>('sessions/s-1')
    const names = timeline.map(({ name, time }) => [name, time - now])
    expect(names.filter(([name]) => name !== 'page_view')).toEqual([
      ['session_start', 0],
      ['session_end', 9000],
    ])
  })

  test('in a circle changes nothing', async () => {
    const { url, api } = await collector()
    const now = Date.now() - 60_000
    await send(
      url,
      batch({
        events: visit('s-1', 1, now, '/1'),
        was: [
          ['s-1', 's-2'],
          ['s-2', 's-1'],
          ['s-1', 's-1'],
        ],
      }),
    )
    expect(await api<SessionRow[]>('sessions')).toHaveLength(1)
  })

  test('is kept apart by site', async () => {
    const { url, api } = await collector()
    const now = Date.now() - 60_000
    await send(url, batch({ site: 'a.example', events: visit('s-2', 1, now, '/'), was: [['s-2', 's-1']] }))
    await send(url, batch({ site: 'b.example', events: visit('s-2', 1, now, '/') }))
    expect((await api<SessionRow[]>('sessions?site=a.example')).map(({ id }) => id)).toEqual(['s-1'])
    expect((await api<SessionRow[]>('sessions?site=b.example')).map(({ id }) => id)).toEqual(['s-2'])
  })
})
