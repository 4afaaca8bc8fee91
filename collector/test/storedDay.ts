// The hand-made day in a real collector, for tests that only read.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startCollector } from '../src/index.js'
import { send } from './batches.js'
import { makeDay } from './day.js'
import { storeIn } from './store.js'

export interface StoredDay {
  url: string
  api<T>(path: string): Promise<T>
  close(): Promise<void>
}

/** Every batch twice and the last first: order and repetition must not show. */
export async function storeDay(): Promise<StoredDay> {
  const dataDir = await mkdtemp(join(tmpdir(), 'sojourn-day-'))
  const collector = await startCollector({ port: 0, host: '127.0.0.1', ...storeIn(dataDir), keep: 0, log: () => {} })
  const url = `http://127.0.0.1:${collector.port}`
  const day = makeDay()
  for (const one of [...day, ...day.toReversed()].reverse()) {
    const { status } = await send(url, one)
    if (status !== 204) throw new Error(`a batch of the day was answered ${status}`)
  }
  await send(url, { ...makeDay()[0], site: 'other.example' })
  return {
    url,
    async api(path) {
      const response = await fetch(`${url}/api/${path}`)
      if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
      return response.json()
    },
    async close() {
      await collector.close()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
