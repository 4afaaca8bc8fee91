// @vitest-environment node
import { request } from 'node:http'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import type { Delivery } from '../src/api.js'
import { createBotCount } from '../src/botCount.js'
import { ackOf, batch, event, events, freshDoc, ORIGIN, send } from './batches.js'
import { collector, tempDir } from './collector.js'

describe('POST /collect accepts', () => {
  test('a batch with 204 and the acknowledgement of its attempt', async () => {
    const { url, api } = await collector()
    const response = await send(url, batch({ k: 7, events: events(1, 3) }))
    expect(response.status).toBe(204)
    expect(ackOf(response)).toBe('ack;desc="7"')
    expect(response.headers.get('timing-allow-origin')).toBe(ORIGIN)
    expect(await api<Delivery>('delivery')).toMatchObject({ received: 3, missing: 0, duplicates: 0 })
  })

  test('gzip, application/json, a batch without optional keys and one without events', async () => {
    const { url, api } = await collector()
    const zipped = await send(url, gzipSync(JSON.stringify(batch())), { 'content-encoding': 'gzip' })
    const json = await send(url, batch(), { 'content-type': 'application/json' })
    const short = await send(url, { v: 1, site: 's', doc: freshDoc(), events: [{ seq: 1, time: 1, name: 'x' }] })
    const empty = await send(url, batch({ events: [] }))
    expect([zipped.status, json.status, short.status, empty.status]).toEqual([204, 204, 204, 204])
    expect((await api<Delivery>('delivery?from=0')).received).toBe(3)
  })

  test('the good events of a batch with bad ones, and says which were bad', async () => {
    const { url, api } = await collector()
    const bad = [
      event(2, { name: 'Not A Name' }),
      { ...event(3), seq: 0 },
      event(4, { time: Number.MAX_VALUE }),
      event(5, { session: 5 as never }),
      event(6, { props: [] as never }),
      null as never,
    ]
    const response = await send(url, batch({ k: 2, events: [event(1), ...bad, event(7)] }))
    expect(response.status).toBe(202)
    expect(ackOf(response)).toBe('ack;desc="2"')
    expect(await response.json()).toEqual({
      accepted: 2,
      rejected: [
        { index: 1, reason: 'name' },
        { index: 2, reason: 'seq' },
        { index: 3, reason: 'time' },
        { index: 4, reason: 'session' },
        { index: 5, reason: 'props' },
        { index: 6, reason: 'not an object' },
      ],
    })
    // seq 3 came as 0: nobody can know that it was there.
    expect(await api<Delivery>('delivery')).toMatchObject({ received: 2, rejected: 6, missing: 1 })
    await send(url, batch({ events: [event(1, { name: 'NO' })] }))
    const { rejected_for } = await api<Delivery>('delivery')
    expect(rejected_for).toEqual(
      [
        ['name', 2],
        ['not an object', 1],
        ['props', 1],
        ['seq', 1],
        ['session', 1],
        ['time', 1],
      ].map(([reason, events]) => ({ reason, events })),
    )
  })

  test('a refused event a second time without counting it twice', async () => {
    const { url, api } = await collector()
    const twice = batch({ events: [event(1), event(2, { name: 'NO' })] })
    await send(url, twice)
    expect(await (await send(url, twice)).json()).toEqual({ accepted: 1, rejected: [{ index: 1, reason: 'name' }] })
    expect(await api<Delivery>('delivery')).toMatchObject({ received: 1, rejected: 1, missing: 0, duplicates: 1 })
  })
})

describe('POST /collect refuses', () => {
  const huge = JSON.stringify(batch({ events: [event(1, { props: { text: 'x'.repeat(70_000) } })] }))
  const cases: [string, unknown, number, Record<string, string>?][] = [
    ['what is not JSON', 'hello', 400],
    ['half a batch', JSON.stringify(batch()).slice(0, -2), 400],
    ['nothing', '', 400],
    ['null', 'null', 400],
    ['a list', '[]', 400],
    ['bytes that are not UTF-8', new Uint8Array([0x7b, 0xff, 0xfe]), 400],
    ['another wire format', batch({ v: 2 }), 400],
    ['no wire format', batch({ v: undefined }), 400],
    ['no site', batch({ site: '' }), 400],
    ['no document', batch({ doc: undefined }), 400],
    ['events that are no list', { ...batch(), events: {} }, 400],
    ['a negative k', batch({ k: -1 }), 400],
    ['claims of another shape', batch({ claims: [['a', 1]] }), 400],
    ['merges of another shape', batch({ was: [['a', 1]] }), 400],
    ['what calls itself gzip and is not', JSON.stringify(batch()), 400, { 'content-encoding': 'gzip' }],
    ['an encoding it does not know', JSON.stringify(batch()), 415, { 'content-encoding': 'br' }],
    ['more than 500 events', batch({ events: events(1, 501) }), 413],
    ['more than 64 KiB', huge, 413],
    ['more than 64 KiB after gunzip', gzipSync(huge), 413, { 'content-encoding': 'gzip' }],
    ['an unknown site', batch({ site: 'other.example' }), 403],
    ['an unknown origin', batch(), 403, { origin: 'https://evil.example' }],
  ]

  test.each(cases)('%s, without acknowledgement, and goes on', async (_, body, status, headers) => {
    const { url, api } = await collector({ sites: ['shop.example'], origins: [ORIGIN] })
    const response = await send(url, body, headers)
    expect(response.status).toBe(status)
    expect(ackOf(response)).toBeNull()
    expect(response.headers.get('timing-allow-origin')).toBeNull()
    expect(await response.json()).toEqual({ error: expect.any(String) })
    expect((await send(url, batch())).status).toBe(204)
    expect((await api<Delivery>('delivery')).received).toBe(1)
  })

  test('a body without an end: it stops reading at the limit', async () => {
    const { url } = await collector()
    const { status, sent } = await endlessPost(`${url}/collect`)
    expect(status).toBe(413)
    // The limit, and what the socket's buffers hold.
    expect(sent).toBeLessThan(8 * 1024 * 1024)
    expect((await send(url, batch())).status).toBe(204)
  })

  test('other methods', async () => {
    const { url } = await collector()
    const get = await fetch(`${url}/collect`)
    expect([get.status, get.headers.get('allow')]).toEqual([405, 'POST, OPTIONS'])
  })

  test('more than the rate, with Retry-After', async () => {
    const { url } = await collector({ rate: 0.1 })
    expect((await send(url, batch())).status).toBe(204)
    const second = await send(url, batch())
    expect(second.status).toBe(429)
    expect(Number(second.headers.get('retry-after'))).toBeGreaterThanOrEqual(9)
    expect(ackOf(second)).toBeNull()
    expect((await send(url, batch({ site: 'other.example' }))).status).toBe(204)
  })
})

test('a declared bot is answered, counted apart and not stored', async () => {
  const { url, api } = await collector()
  const response = await send(url, batch({ events: events(1, 4) }), {
    'user-agent': 'Mozilla/5.0 (compatible; Googlebot/2.1)',
  })
  expect([response.status, ackOf(response)]).toEqual([204, null])
  await expect.poll(async () => api<Delivery>('delivery')).toMatchObject({ received: 0, missing: 0, bots: 4 })
})

test('a thousand declared bots cost a few commits, and none is lost by a stop', async () => {
  const dataDir = await tempDir()
  const first = await collector({ dataDir })
  const userAgent = { 'user-agent': 'Mozilla/5.0 (compatible; Googlebot/2.1)' }
  let commits = 0
  const store = { commit: async () => void commits++ }
  const count = createBotCount(store, () => {}, Date.now)
  for (let i = 0; i < 1000; i++) count.add('shop.example', 4)
  await count.close()
  expect(commits).toBe(1)
  await send(first.url, batch({ events: events(1, 4) }), userAgent)
  await first.close()
  const second = await collector({ dataDir })
  expect(await second.api<Delivery>('delivery')).toMatchObject({ bots: 4 })
})

function endlessPost(address: string): Promise<{ status: number; sent: number }> {
  return new Promise((resolve, reject) => {
    let sent = 0
    let stopped = false
    const posting = request(address, { method: 'POST', headers: { 'content-type': 'text/plain' } }, response => {
      stopped = true
      response.resume()
      response.on('end', () => resolve({ status: response.statusCode ?? 0, sent }))
      response.on('error', reject)
    })
    // The collector hangs up on us once it has answered.
    posting.on('error', error => {
      if (!stopped) reject(error)
    })
    const part = Buffer.alloc(16 * 1024, 0x20)
    const pump = () => {
      while (!stopped) {
        sent += part.length
        if (!posting.write(part)) return posting.once('drain', pump)
      }
      return undefined
    }
    pump()
  })
}
