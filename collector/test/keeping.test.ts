// @vitest-environment node
import { describe, expect, test } from 'vitest'
import type { Delivery, SessionRow } from '../src/api.js'
import { createDedup } from '../src/dedup.js'
import { hasCode } from '../src/errors.js'
import { groupOf, sortOut } from '../src/pending.js'
import { prepare } from '../src/prepare.js'
import { emptyGroup } from '../src/store/store.js'
import { validateBatch } from '../src/validate.js'
import { ackOf, batch, event, events, freshDoc, send } from './batches.js'
import { collector, tempDir } from './collector.js'
import { openTestStore } from './store.js'

const remove = (url: string, id: string) => fetch(`${url}/api/sessions/${id}`, { method: 'DELETE' })

describe('DELETE /api/sessions/:id', () => {
  test('takes the session out of every report, with the ones that were merged into it', async () => {
    const { url, api } = await collector()
    const time = Date.now() - 1000
    const cart = event(2, { time, session: 's-2', name: 'add_to_cart', props: { items: [{ item_id: 'A' }] } })
    await send(url, batch({ events: [event(1, { time, session: 's-1' }), cart], was: [['s-2', 's-1']] }))
    await send(url, batch({ events: events(1, 2, { time, session: 's-3' }) }))
    expect(await (await remove(url, 's-2')).json()).toEqual({ deleted: 2 })
    expect((await api<SessionRow[]>('sessions')).map(({ id }) => id)).toEqual(['s-3'])
    expect((await remove(url, 's-1')).status).toBe(404)
  })

  test('is no loss, and what was deleted is not taken again, not even after a restart', async () => {
    const dataDir = await tempDir()
    const first = await collector({ dataDir })
    const one = batch({ events: events(1, 4) })
    await send(first.url, one)
    await remove(first.url, 'session-1')
    await send(first.url, one)
    expect(await first.api<Delivery>('delivery')).toMatchObject({ received: 0, missing: 0, rejected: 0 })
    await first.close()
    const second = await collector({ dataDir })
    await send(second.url, one)
    expect(await second.api<Delivery>('delivery')).toMatchObject({ received: 0, missing: 0, duplicates: 8 })
  })

  test('stays done when more of it comes late, and that is no loss either', async () => {
    const dataDir = await tempDir()
    const doc = freshDoc()
    const part = (low: number, high: number) =>
      batch({
        doc,
        events: [event(low, { name: 'page_view' }), ...events(low + 1, high)],
        was: [['a-tab', 'session-1']],
      })
    const nothing = async ({ api }: Awaited<ReturnType<typeof collector>>) => {
      expect(await Promise.all(['sessions', 'pages', 'clicks'].map(name => api(name)))).toEqual([[], [], []])
      expect(await api<Delivery>('delivery')).toMatchObject({ received: 0, missing: 0, rejected: 0 })
    }
    const first = await collector({ dataDir })
    await send(first.url, part(1, 2))
    await remove(first.url, 'session-1')
    const late = await send(first.url, part(3, 4))
    expect([late.status, ackOf(late)]).toEqual([204, 'ack;desc="1"'])
    await nothing(first)
    await first.close()
    const second = await collector({ dataDir })
    await send(second.url, batch({ doc, events: events(5, 6, { session: 'a-tab' }) }))
    await send(second.url, part(3, 4))
    await nothing(second)
  })

  test('is done when it is answered: a restart finds nothing of it in any report', async () => {
    const dataDir = await tempDir()
    const first = await collector({ dataDir })
    await send(first.url, batch({ events: [event(1, { name: 'page_view' }), event(2)] }))
    expect(await first.api<SessionRow[]>('sessions')).toHaveLength(1)
    await remove(first.url, 'session-1')
    await first.close()
    const { api } = await collector({ dataDir })
    expect(await Promise.all(['sessions', 'pages', 'clicks'].map(name => api(name)))).toEqual([[], [], []])
  })

  test('with visitor=day takes the sessions of the same browser within a day, and nobody else’s', async () => {
    const { url, api } = await collector({ keep: 0 })
    const HOUR = 3_600_000
    const visit = (session: string, hoursAgo: number, previous: string | null, over = {}) =>
      send(
        url,
        batch({
          via: 'fetch',
          events: [
            event(1, { session, time: Date.now() - hoursAgo * HOUR, name: 'session_start', props: { previous } }),
            event(2, { session, time: Date.now() - hoursAgo * HOUR }),
          ],
          ...over,
        }),
      )
    await visit('last-week', 80, null)
    await visit('morning', 9, 'last-week')
    await visit('noon-tab', 6, 'morning', { was: [['noon-tab', 'noon']] })
    await visit('noon', 6, 'morning')
    await visit('evening', 1, 'noon-tab')
    await visit('another', 6, null)
    const response = await fetch(`${url}/api/sessions/evening?visitor=day`, { method: 'DELETE' })
    expect(await response.json()).toEqual({ deleted: 8 })
    expect((await api<SessionRow[]>('sessions?from=0')).map(({ id }) => id)).toEqual(['another', 'last-week'])
  })

  test('needs the token', async () => {
    const { url } = await collector({ token: 'sesame' })
    await send(url, batch())
    expect((await remove(url, 'session-1')).status).toBe(401)
    expect((await fetch(`${url}/api/sessions/session-1?token=sesame`)).status).toBe(200)
  })
})

describe('Retention', () => {
  test('deletes whole documents that are older, and nothing else', async () => {
    const store = await openTestStore(await tempDir())
    const received = (at: number, doc: string, from: number, to: number) => {
      const validated = validateBatch(batch({ doc, events: events(from, to, { session: doc }) }))
      if (!validated.ok) throw new Error(validated.reason)
      const prepared = prepare(validated.batch, { received: at, skew: 0, userAgent: '', bytes: 0 })
      return store.commit(groupOf([sortOut(prepared, createDedup(), () => {})]))
    }
    await received(1000, 'old', 1, 3)
    await received(1000, 'both', 1, 2)
    await received(5000, 'both', 3, 4)
    await received(5000, 'young', 1, 1)
    expect(await store.prune(4000)).toBe(3)
    const scope = {
      site: null,
      from: 0,
      to: 10_000,
      now: 10_000,
      zone: null,
      filters: {},
      live: false,
      limit: 10,
      offset: 0,
    }
    expect(await store.reports.delivery(scope)).toMatchObject({ received: 5, missing: 0 })
    expect(await store.prune(4000)).toBe(0)
    await store.close()
  })

  test('runs when the collector starts', async () => {
    const dataDir = await tempDir()
    const first = await collector({ dataDir, keep: 0 })
    await send(first.url, batch({ events: events(1, 3) }))
    await first.close()
    const second = await collector({ dataDir, keep: 1 })
    await expect.poll(() => second.lines).toEqual(['retention: 3 events deleted'])
    expect(await second.api<Delivery>('delivery')).toMatchObject({ received: 0, missing: 0 })
  })
})

test('GET /metrics counts what happened', async () => {
  const { url } = await collector()
  const one = batch({ events: [event(1), event(2), event(3, { name: 'NO' })] })
  await send(url, one)
  await send(url, one)
  await send(url, 'no json')
  const text = await (await fetch(`${url}/metrics`)).text()
  for (const line of [
    'sojourn_events_stored_total 2',
    'sojourn_events_duplicate_total 2',
    'sojourn_events_rejected_total 2',
    'sojourn_collect_answers_total{status="202"} 2',
    'sojourn_collect_answers_total{status="400"} 1',
    'sojourn_commit_ms_count 2',
    'sojourn_waiting_bytes 0',
    'sojourn_dedup_documents 1',
  ]) {
    expect(text.split('\n')).toContain(line)
  }
})

test('A row that cannot be held is no failure of the store, which goes on', async () => {
  const store = await openTestStore(await tempDir())
  const mark = { site: 's', doc: 'd', received: 1, high: 1, dropped: 0, duplicates: 0, bots: 0 }
  const bad = { ...mark, high: 'x' as never }
  const refusal = await store.commit({ ...emptyGroup(), marks: [mark, bad] }).catch(error => error)
  expect(hasCode(refusal, 'E_DATA')).toBe(false)
  await store.commit({ ...emptyGroup(), marks: [mark] })
  const scope = { site: null, from: 0, to: 10, now: 10, zone: null, filters: {}, live: false, limit: 10, offset: 0 }
  expect(await store.reports.delivery(scope)).toMatchObject({ missing: 1 })
  await store.close()
})
