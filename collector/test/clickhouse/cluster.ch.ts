// Two shards, one of them with two replicas, and collectors side by side.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Delivery, SessionRow, Summary } from '../../src/api.js'
import { type Collector, startCollector } from '../../src/index.js'
import { ackOf, batch, events, freshDoc, send } from '../batches.js'
import { DAY, makeDay, SITE } from '../day.js'
import { CLUSTER, startCluster } from './servers.mjs'

let cluster: Awaited<ReturnType<typeof startCluster>>
beforeAll(async () => {
  cluster = await startCluster()
})
afterAll(() => cluster?.stop())

interface Asked extends Collector {
  api<T>(path: string): Promise<T>
  lines: string[]
}

/** A collector that talks to this server of the cluster. */
async function collectorAt(node: number, database: string): Promise<Asked> {
  const lines: string[] = []
  const store = `${cluster.nodes[node]?.store}/${database}`
  const started = await startCollector({
    port: 0,
    host: '127.0.0.1',
    store,
    cluster: CLUSTER,
    keep: 0,
    log: line => lines.push(line),
  })
  const url = `http://127.0.0.1:${started.port}`
  const api = async <T>(path: string): Promise<T> => {
    const response = await fetch(`${url}/api/${path}`)
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()} ${lines.at(-1)}`)
    return response.json() as Promise<T>
  }
  return { ...started, url, api, lines }
}

const received = async ({ api }: Asked) => (await api<Delivery>('delivery?from=0')).received

describe('Two collectors on two servers', () => {
  let pair: [Asked, Asked]
  beforeAll(async () => {
    // Both at once, as a deployment starts them.
    pair = await Promise.all([collectorAt(0, 'pair'), collectorAt(2, 'pair')])
  })
  afterAll(() => Promise.all(pair?.map(one => one.close()) ?? []))

  test('give the same reports of what each got a part of, and of what both got', async () => {
    const [one, other] = pair
    for (const [i, part] of makeDay().entries()) {
      expect((await send(pair[i % 2]?.url ?? '', part)).status).toBe(204)
      expect((await send(pair[(i + 1) % 2]?.url ?? '', part)).status).toBe(204)
    }
    const period = `site=${SITE}&from=${DAY.from}&to=${DAY.to}`
    for (const report of [
      'summary',
      'sessions',
      'pages',
      'carts',
      'clicks',
      'forms',
      'funnel',
      'choices',
      'sessions/s10b',
    ]) {
      const path = `${report}?${period}`
      const expected = await one.api(path)
      await expect.poll(() => other.api(path), { timeout: 20_000 }).toEqual(expected)
    }
    expect(await one.api<Summary>(`summary?${period}`)).toMatchObject({
      sessions: 12,
      page_views: 17,
      abandoned_carts: 1,
    })
    const ledger = await one.api<Delivery>(`delivery?site=${SITE}&from=0`)
    expect(ledger.duplicates).toBe(ledger.received)
    await expect.poll(() => other.api(`delivery?site=${SITE}&from=0`)).toEqual(ledger)
  })

  test('acknowledge a claim of what the other took', async () => {
    const [one, other] = pair
    const doc = freshDoc()
    await send(one.url, batch({ doc, events: events(1, 3) }))
    const claim = (high: number) => send(other.url, batch({ claims: [[doc, 1, high]] }))
    // A replica may be behind for a moment; the browser would ask again as well.
    await expect.poll(async () => ackOf(await claim(3)), { timeout: 20_000 }).not.toBeNull()
    expect(ackOf(await claim(4))).toBeNull()
  })

  test('delete a session for each other', async () => {
    const [one, other] = pair
    const visit = batch({ site: 'gone.example', events: events(1, 5, { session: 'to-go' }) })
    await send(one.url, visit)
    const gone = () => fetch(`${other.url}/api/sessions/to-go?site=gone.example`, { method: 'DELETE' })
    await expect.poll(async () => (await gone()).status, { timeout: 20_000 }).toBe(200)
    // Late, and to a collector that knows nothing of it.
    await send(other.url, visit)
    for (const each of pair) {
      const ids = async () => (await each.api<SessionRow[]>('sessions?site=gone.example')).map(({ id }) => id)
      await expect.poll(ids, { timeout: 20_000 }).toEqual([])
    }
  })
})

test('A replica killed under load costs nothing that was acknowledged', async () => {
  const [one, other] = await Promise.all([collectorAt(0, 'killed'), collectorAt(2, 'killed')])
  const answered = { yes: 0, no: 0 }
  let running = true
  /** Sends batch after batch, each until it is taken, as the outbox of a browser would. */
  async function load(urls: string[], batches: number): Promise<void> {
    for (let i = 0; running && i < batches; i++) {
      const next = batch({ events: events(1, 20, { session: freshDoc() }) })
      for (let attempt = 0; ; attempt++) {
        const response = await send(urls[(i + attempt) % urls.length] ?? '', next)
        if (response.status === 204) break
        answered.no++
        expect(response.status).toBe(503)
      }
      answered.yes += next.events.length
    }
  }
  const loads = Array.from({ length: 8 }, () => load([one.url, other.url], 30))
  await expect.poll(() => answered.yes, { timeout: 60_000 }).toBeGreaterThan(400)
  await cluster.nodes[1]?.kill()
  const before = answered.yes
  await expect.poll(() => answered.yes, { timeout: 60_000 }).toBeGreaterThan(before + 1000)
  await cluster.nodes[1]?.start()
  await Promise.all(loads)
  running = false

  expect(answered.yes).toBe(8 * 30 * 20)
  for (const each of [one, other]) {
    await expect.poll(() => received(each), { timeout: 60_000 }).toBe(answered.yes)
    expect(await each.api<Delivery>('delivery?from=0')).toMatchObject({ missing: 0 })
  }
  // What came while it was dead is on the killed replica as well.
  const [whole, back] = [cluster.nodes[0], cluster.nodes[1]]
  const count = async (node: typeof whole) => Number(await node?.ask('SELECT count() FROM killed.events_local'))
  const there = await count(whole)
  expect(there).toBeGreaterThan(0)
  await expect.poll(() => count(back), { timeout: 60_000 }).toBe(there)
  await Promise.all([one.close(), other.close()])
})
