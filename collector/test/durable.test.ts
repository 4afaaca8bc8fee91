// @vitest-environment node
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import type { Delivery, SessionDetail } from '../src/api.js'
import { ackOf, batch, events, send, type TestBatch } from './batches.js'
import { tempDir } from './collector.js'
import { runCollector } from './process.js'

// Processes start and many answers are waited for; on a loaded machine each takes its time.
vi.setConfig({ testTimeout: 90_000 })

const PER_BATCH = 5

/** 200 batches, each a session of its own so that it can be asked for. */
const makeBatches = (): TestBatch[] =>
  Array.from({ length: 200 }, (_, i) => batch({ k: i + 1, events: events(1, PER_BATCH, { session: `s-${i}` }) }))

async function api<T>(url: string, path: string): Promise<T> {
  const response = await fetch(`${url}/api/${path}`)
  if (!response.ok) throw new Error(`${path}: ${response.status}`)
  return response.json()
}

/** Sends ten at a time; answers which were acknowledged by when the collector died. */
async function sendAll(url: string, batches: TestBatch[], onAck: (count: number) => void): Promise<Set<TestBatch>> {
  const acknowledged = new Set<TestBatch>()
  const waiting = [...batches]
  const lane = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const response = await send(url, next).catch(() => null)
      if (response?.status !== 204 || ackOf(response) !== `ack;desc="${next.k}"`) continue
      acknowledged.add(next)
      onAck(acknowledged.size)
    }
  }
  await Promise.all(Array.from({ length: 10 }, lane))
  return acknowledged
}

describe('SIGKILL in the middle of 200 batches', () => {
  test('loses no acknowledged event, and what comes again is stored once', async () => {
    const dataDir = await tempDir()
    const batches = makeBatches()
    const first = await runCollector(['--data', dataDir])
    const acknowledged = await sendAll(first.url, batches, count => {
      if (count === 100) first.child.kill('SIGKILL')
    })
    expect((await first.exited).signal).toBe('SIGKILL')
    expect(acknowledged.size).toBeGreaterThanOrEqual(100)
    expect(acknowledged.size).toBeLessThan(200)

    const second = await runCollector(['--data', dataDir])
    const sessionOf = (one: TestBatch) => api<SessionDetail>(second.url, `sessions/${one.events[0]?.session}`)
    const held = await Promise.all([...acknowledged].map(sessionOf))
    expect(held.map(({ timeline }) => timeline.map(({ doc, seq }) => [doc, seq]))).toEqual(
      [...acknowledged].map(one => one.events.map(({ seq }) => [one.doc, seq])),
    )
    const survived = (await api<Delivery>(second.url, 'delivery')).received
    // A group is committed as a whole: nothing is there by halves.
    expect(survived % PER_BATCH).toBe(0)
    expect(survived).toBeGreaterThanOrEqual(acknowledged.size * PER_BATCH)

    expect((await sendAll(second.url, batches, () => {})).size).toBe(200)
    expect(await api<Delivery>(second.url, 'delivery')).toMatchObject({
      received: 200 * PER_BATCH,
      duplicates: survived,
      missing: 0,
    })
  })
})

test('SIGTERM commits what waits, answers it and exits with 0', async () => {
  const dataDir = await tempDir()
  const batches = makeBatches()
  const first = await runCollector(['--data', dataDir])
  const acknowledged = await sendAll(first.url, batches, count => {
    if (count === 50) first.child.kill('SIGTERM')
  })
  expect(await first.exited).toEqual({ code: 0, signal: null })

  const second = await runCollector(['--data', dataDir])
  expect((await api<Delivery>(second.url, 'delivery')).received).toBe(acknowledged.size * PER_BATCH)
})

test('under npm, whose signals never come here, it ends with the shell that started it', async () => {
  const dataDir = await tempDir()
  const first = await runCollector(['--data', dataDir], { npm_lifecycle_event: 'npx' }, '"$@" & echo pid $!; wait')
  const pid = Number(/^pid (\d+)$/m.exec(first.output())?.[1])
  onTestFinished(() => {
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // It is gone, as it should be.
    }
  })
  expect((await send(first.url, batch())).status).toBe(204)
  first.child.kill('SIGKILL')
  // What it writes to is closed when nobody holds it any more, and then nobody holds the data.
  await first.exited
  const second = await runCollector(['--data', dataDir])
  expect((await api<Delivery>(second.url, 'delivery')).received).toBe(1)
})

test('no answer comes before the commit', async () => {
  const dataDir = await tempDir()
  const { url, child, exited } = await runCollector(['--data', dataDir])
  const one = batch({ events: events(1, 3, { session: 's' }) })
  // The answer is read and the process killed in the same tick: nothing can be written after it.
  const response = await send(url, one)
  child.kill('SIGKILL')
  expect(response.status).toBe(204)
  await exited
  const second = await runCollector(['--data', dataDir])
  expect((await api<SessionDetail>(second.url, 'sessions/s')).timeline).toHaveLength(3)
})

test('an export leaves nothing behind in the folder', async () => {
  const dataDir = await tempDir()
  const { url } = await runCollector(['--data', dataDir])
  await send(url, batch())
  const response = await fetch(`${url}/api/export/events?format=parquet`)
  expect((await response.arrayBuffer()).byteLength).toBeGreaterThan(100)
  await expect.poll(() => readdir(join(dataDir, 'exports'))).toEqual([])
})
