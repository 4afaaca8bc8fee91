// Many events in the store: how long each report takes, how long a start, and how large the file is.
import { readdir, stat } from 'node:fs/promises'
import path from 'node:path'
import { createDedup } from '../../collector/dist/dedup.js'
import { groupOf, sortOut } from '../../collector/dist/pending.js'
import { prepare } from '../../collector/dist/prepare.js'
import { createDuckStore } from '../../collector/dist/store/duckdb.js'
import { validateBatch } from '../../collector/dist/validate.js'
import { count, cpuOf, makeDataDir, memoryOf, quantile, startCollector, table } from './lib/process.mjs'
import { createRandom, PER_VISIT, visitBatch } from './lib/visits.mjs'

const DAY = 24 * 60 * 60 * 1000
const DAYS = 30
const VISITS_PER_COMMIT = 1_000
const SLOWEST_REPORT = 2_000
const SLOWEST_START = 10_000

const REPORTS = [
  'summary',
  'pages',
  'sessions',
  'carts',
  'funnel',
  'clicks',
  'clicks?unused=1',
  'forms',
  'delivery',
  'choices',
]
const FILTERS = ['', 'device=phone', 'entry=/search', 'referrer=google.com&campaign=spring']

/** In the order of their time, over 30 days, past the HTTP: how fast it takes them is another bench. */
async function fill(dir, events, now, say) {
  const store = await createDuckStore(dir, { bulk: true })
  const random = createRandom(10)
  const visits = Math.ceil(events / PER_VISIT)
  const began = now - DAYS * DAY
  for (let from = 0; from < visits; from += VISITS_PER_COMMIT) {
    const pending = []
    const dedup = createDedup()
    for (let n = from; n < Math.min(visits, from + VISITS_PER_COMMIT); n++) {
      const start = Math.round(began + ((n + random()) / visits) * (DAYS * DAY - 600_000))
      const validated = validateBatch(visitBatch(n, start, random))
      if (!validated.ok) throw new Error(validated.reason)
      const { batch } = validated
      pending.push(sortOut(prepare(batch, { received: batch.sent, skew: 0, userAgent: '', bytes: 0 }), dedup, () => {}))
    }
    await store.commit(groupOf(pending))
    if (from % 50_000 === 0) say(`${count(from * PER_VISIT)} events`)
  }
  say('making the derived tables')
  const deriving = performance.now()
  await store.close()
  return performance.now() - deriving
}

async function sizeOf(dir) {
  const names = (await readdir(dir)).filter(name => name.startsWith('sojourn.duckdb'))
  const sizes = await Promise.all(names.map(async name => (await stat(path.join(dir, name))).size))
  return sizes.reduce((sum, size) => sum + size, 0) / 2 ** 20
}

async function timeOf(url, pid, repeats) {
  const times = []
  const cpu = cpuOf(pid)
  for (let i = 0; i < repeats; i++) {
    const began = performance.now()
    const response = await fetch(url)
    await response.arrayBuffer()
    if (response.status !== 200) throw new Error(`${url}: ${response.status}`)
    times.push(performance.now() - began)
  }
  const sorted = [...times].sort((a, b) => a - b)
  return { median: quantile(sorted, 0.5), worst: sorted.at(-1), cpu: (cpuOf(pid) - cpu) / repeats }
}

export async function benchReports({ events, repeats, say, keep }) {
  const data = keep ? { dir: keep, remove: async () => {} } : await makeDataDir()
  try {
    const now = Date.now()
    const filled = keep && (await sizeOf(keep).catch(() => 0)) > 1
    const derived = filled ? null : await fill(data.dir, events, now, say)
    const collector = await startCollector(data.dir)
    const startCpu = cpuOf(collector.child.pid)
    try {
      const period = `from=${now - DAYS * DAY}&to=${now}`
      let worst = 0
      const rows = []
      for (const report of REPORTS) {
        const cells = [report]
        for (const filter of FILTERS) {
          const address = `${collector.url}/api/${report}${report.includes('?') ? '&' : '?'}${period}&${filter}`
          const time = await timeOf(address, collector.child.pid, repeats)
          worst = Math.max(worst, time.worst)
          cells.push(`${count(time.median)} (${count(time.worst)}) ${count(time.cpu)}`)
        }
        say(cells.join('  '))
        rows.push(cells)
      }
      const { received } = await (await fetch(`${collector.url}/api/delivery?from=0`)).json()
      const size = await sizeOf(data.dir)
      const facts = [
        ['events held', count(received), ''],
        ['slowest report, ms', count(worst), `< ${count(SLOWEST_REPORT)}`],
        ['start until it listens (index of 8 days), ms', count(collector.readyMs), `< ${count(SLOWEST_START)}`],
        ['the same, ms of CPU', count(startCpu), ''],
        ['file, MiB', count(size), `${Math.round((size * 2 ** 20) / received)} B per event`],
        ['derived tables from nothing, ms', derived === null ? 'not made' : count(derived), ''],
        ['peak memory, MiB', count(memoryOf(collector.child.pid)?.peak ?? 0), ''],
      ]
      const head = ['report: median (worst) ms, ms of CPU', ...FILTERS.map(filter => filter || 'no filter')]
      return {
        text: `${table(head, rows)}\n\n${table(['what', 'measured', 'bar'], facts)}`,
        ok: worst < SLOWEST_REPORT && collector.readyMs < SLOWEST_START,
      }
    } finally {
      await collector.stop()
    }
  } finally {
    await data.remove()
  }
}
