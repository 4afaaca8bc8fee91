// @vitest-environment node
import { execFileSync } from 'node:child_process'
import { expect, test, vi } from 'vitest'
import type { Delivery } from '../src/api.js'
import { batch, events, send } from './batches.js'
import { tempDir } from './collector.js'
import { runCollector } from './process.js'

// Processes start and many answers are waited for; on a loaded machine each takes its time.
vi.setConfig({ testTimeout: 90_000 })

const LIMIT_KIB = 1000

test('A full disk is answered 503 by a process that stays up, and it recovers without a restart', async () => {
  // A soft limit on the size of files stands in for the disk; lifted from outside, it has room again.
  const full = `trap '' XFSZ; ulimit -S -f ${LIMIT_KIB}`
  const { url, child } = await runCollector(['--data', await tempDir()], {}, full)
  const status = async (path: string) => (await fetch(url + path)).status
  const noise = () => Array.from({ length: 200 }, () => Math.random().toString(36)).join('')
  const acknowledged: ReturnType<typeof batch>[] = []
  const refused: ReturnType<typeof batch>[] = []

  while (refused.length < 3) {
    const one = batch({ events: events(1, 20).map(each => ({ ...each, props: { noise: noise() } })) })
    const response = await send(url, one)
    if (response.status === 204) acknowledged.push(one)
    else {
      expect([response.status, response.headers.get('retry-after'), response.headers.get('server-timing')]).toEqual([
        503,
        '5',
        null,
      ])
      refused.push(one)
    }
  }
  expect(await status('/readyz')).toBe(503)
  expect(await status('/healthz')).toBe(200)
  expect(await status('/api/summary')).toBe(200)

  execFileSync('prlimit', ['--pid', String(child.pid), '--fsize=unlimited'])
  await expect.poll(() => status('/readyz'), { timeout: 20_000 }).toBe(200)
  const again = await Promise.all([...refused, ...acknowledged].map(one => send(url, one)))
  expect(again.map(response => response.status)).toEqual(again.map(() => 204))
  const delivery: Delivery = await (await fetch(`${url}/api/delivery`)).json()
  expect(delivery).toMatchObject({ received: (acknowledged.length + refused.length) * 20, missing: 0, rejected: 0 })
})
