// How fast events are accepted durably, how long an answer takes, and what happens when more come than can be taken.
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { count, cpuOf, makeDataDir, memoryOf, onCore, startCollector, table } from './lib/process.mjs'

const LOAD = fileURLToPath(new URL('lib/load.mjs', import.meta.url))
/** Of issue 6: what must hold. */
const ENOUGH = 20_000
const P99 = 150
const MOST_MEMORY = 1024
/** Seconds before anything is measured. */
const WARM = 5

function load(options) {
  const child = spawn(...onCore(1, LOAD, [JSON.stringify(options)]), { stdio: ['ignore', 'pipe', 'inherit'] })
  let text = ''
  child.stdout.on('data', part => (text += part))
  return new Promise((resolve, reject) => {
    child.on('close', code =>
      code === 0 ? resolve(JSON.parse(text)) : reject(new Error(`the load ended with ${code}`)),
    )
  })
}

/** A fresh collector on core 0, the load on core 1, and what the collector itself says it received. */
async function against(options) {
  const data = await makeDataDir()
  const collector = await startCollector(data.dir, { core: 0 })
  try {
    const before = cpuOf(collector.child.pid)
    const result = await load({ port: collector.port, warm: WARM, ...options })
    const cpu = (cpuOf(collector.child.pid) - before) / 1000
    const memory = memoryOf(collector.child.pid)
    const { received } = await (await fetch(`${collector.url}/api/delivery?from=0`)).json()
    const alive = (await fetch(`${collector.url}/readyz`)).status === 200
    return { ...result, memory, received, alive, perCore: result.acknowledged / cpu }
  } finally {
    await collector.stop()
    await data.remove()
  }
}

const statusesOf = ({ statuses }) =>
  Object.entries(statuses)
    .map(([status, n]) => `${status}: ${count(n)}`)
    .join(', ')

export async function benchAccept({ seconds }) {
  const most = await against({ seconds, connections: 256 })
  // The bar's own rate and half of it; where the machine takes less, half of what it takes.
  const half = Math.min(ENOUGH, most.perSecond) / 2 / 20
  const calm = await against({ seconds, connections: 2_000, rate: half, seed: 2 })
  const over = await against({ seconds, connections: 15_000, rate: (3 * most.perSecond) / 20, seed: 3 })
  const row = (name, result, bar, ok) => [
    name,
    count(result.perSecond),
    // Other work beside it changes this least.
    count(result.perCore),
    `${result.p50} / ${result.p99}`,
    `${result.memory?.peak ?? '?'}`,
    statusesOf(result),
    // An answer that got lost on the way leaves an event here that nobody was told of; the other way round is a loss.
    `${count(result.acknowledged)} / ${count(result.received)}`,
    bar,
    ok ? 'yes' : '**no**',
  ]
  const kept = result => result.received >= result.acknowledged
  const rows = [
    row('as fast as it goes', most, `≥ ${count(ENOUGH)} events/s`, most.perSecond >= ENOUGH && kept(most)),
    row(`${count(half * 20)} events/s`, calm, `p99 < ${P99} ms`, calm.p99 < P99 && kept(calm)),
    row(
      `3 × the most: ${count(3 * most.perSecond)} events/s`,
      over,
      `503s, < ${MOST_MEMORY} MiB`,
      over.alive && kept(over) && over.statuses[503] > 0 && (over.memory?.peak ?? 0) < MOST_MEMORY,
    ),
  ]
  return {
    text: table(
      [
        'load',
        'events/s acknowledged',
        'the same per s on a core',
        'p50 / p99 ms',
        'peak MiB',
        'answers',
        'acknowledged / held',
        'bar',
        'met',
      ],
      rows,
    ),
    ok: rows.every(cells => cells.at(-1) === 'yes'),
  }
}
