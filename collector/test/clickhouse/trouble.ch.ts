// What a person is told, and what a browser is answered, when ClickHouse is not well.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Delivery } from '../../src/api.js'
import { hasCode } from '../../src/errors.js'
import { startCollector } from '../../src/index.js'
import { ackOf, batch, events, send } from '../batches.js'
import { startSingle } from './servers.mjs'

let server: Awaited<ReturnType<typeof startSingle>>
beforeAll(async () => {
  server = await startSingle()
})
afterAll(() => server?.stop())

const options = (database: string) => ({
  port: 0,
  host: '127.0.0.1',
  store: `${server.store}/${database}`,
  keep: 0,
  log: () => {},
})

describe('At the start', () => {
  test('a refused user is said', async () => {
    const store = `${server.store.replace('//', '//nobody:wrong@')}/x`
    const refusal = await startCollector({ ...options('x'), store }).catch(error => error)
    expect(hasCode(refusal, 'E_STORE')).toBe(true)
    expect(refusal.message).toContain('refuses the user nobody')
    expect(refusal.message).not.toContain('wrong')
  })

  test('tables of another version are refused, not misread', async () => {
    await (await startCollector(options('newer'))).close()
    await server.ask('INSERT INTO newer.meta VALUES (1000)')
    const refusal = await startCollector(options('newer')).catch(error => error)
    expect(hasCode(refusal, 'E_DATA_VERSION')).toBe(true)
  })

  test('a cluster that the server does not know is said', async () => {
    const refusal = await startCollector({ ...options('x'), cluster: 'nowhere' }).catch(error => error)
    expect(refusal.message).toMatch(/^\[collector E_STORE\].*nowhere/s)
  })
})

test('A server that is away is answered with 503, and nothing acknowledged is lost when it is back', async () => {
  const { url, close, port } = await startCollector(options('away'))
  const at = `http://127.0.0.1:${port}`
  const first = batch({ events: events(1, 5) })
  expect((await send(at, first)).status).toBe(204)
  await server.kill()
  const refused = await send(at, batch({ events: events(1, 5) }))
  expect([refused.status, ackOf(refused), refused.headers.get('retry-after')]).toEqual([503, null, '5'])
  expect((await fetch(`${at}/readyz`)).status).toBe(503)
  expect((await fetch(`${at}/healthz`)).status).toBe(200)
  expect((await fetch(`${at}/api/summary`)).status).toBe(503)
  await server.start()
  await expect.poll(async () => (await send(at, first)).status, { timeout: 30_000 }).toBe(204)
  expect((await fetch(`${at}/readyz`)).status).toBe(200)
  const ledger = (await (await fetch(`${at}/api/delivery?from=0`)).json()) as Delivery
  expect(ledger).toMatchObject({ received: 5, missing: 0 })
  expect(url).toContain(String(port))
  await close()
})

test('Closing commits what waits', async () => {
  const one = await startCollector(options('closing'))
  const answers = Array.from({ length: 20 }, () =>
    send(`http://127.0.0.1:${one.port}`, batch({ events: events(1, 20) })),
  )
  // All of them have been taken in when the first is answered.
  await Promise.race(answers)
  await one.close()
  const accepted = (await Promise.allSettled(answers)).filter(
    answer => answer.status === 'fulfilled' && answer.value.status === 204,
  ).length
  expect(Number(await server.ask('SELECT count() FROM closing.events FINAL'))).toBe(accepted * 20)
})
