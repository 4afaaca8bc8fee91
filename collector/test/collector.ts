// A real collector on a real socket with a real file, gone after the test.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { type Collector, type CollectorOptions, startCollector } from '../src/index.js'
import { storeIn } from './store.js'

export async function tempDir(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'sojourn-collector-'))
  onTestFinished(() => rm(dir, { recursive: true, force: true }))
  return dir
}

export interface TestCollector extends Collector {
  dataDir: string
  /** What was logged, but for how long the start takes: that is the machine's affair. */
  lines: string[]
  api<T>(path: string): Promise<T>
}

export async function collector(options: CollectorOptions = {}): Promise<TestCollector> {
  const dataDir = options.dataDir ?? (await tempDir())
  const lines: string[] = []
  const log = (line: string) => {
    if (!/^(opening the data|reading the index)/.test(line)) lines.push(line)
  }
  const started = await startCollector({ port: 0, host: '127.0.0.1', log, ...options, ...storeIn(dataDir) })
  onTestFinished(() => started.close())
  const url = `http://127.0.0.1:${started.port}`
  return {
    ...started,
    url,
    dataDir,
    lines,
    async api(path) {
      const response = await fetch(`${url}/api/${path}`)
      if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
      return response.json()
    },
  }
}
