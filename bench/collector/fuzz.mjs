// node bench/collector/fuzz.mjs --runs 200000: mangled bodies and headers. Does it stay up, keep what it says it keeps,
// and stay small?
import { Agent, request } from 'node:http'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { gunzipSync } from 'node:zlib'
import { DuckDBInstance } from '@duckdb/node-api'
import { mangled } from './lib/mangle.mjs'
import { count, machine, makeDataDir, memoryOf, startCollector } from './lib/process.mjs'
import { createRandom, visitBatch } from './lib/visits.mjs'

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '200000' },
    seed: { type: 'string', default: '1' },
    help: { type: 'boolean', short: 'h' },
  },
})
if (values.help) {
  console.log(
    'node bench/collector/fuzz.mjs [--runs 200000] [--seed 1]   mangled bodies and headers against a collector',
  )
  process.exit(0)
}
const RUNS = Number(values.runs)
const LANES = 100
const MOST_MEMORY = 700

const random = createRandom(Number(values.seed))
const data = await makeDataDir()
const collector = await startCollector(data.dir)
const agent = new Agent({ keepAlive: true, maxSockets: LANES })
const statuses = {}
/** `doc seq` of every event that a 2xx promised, and every document that anything was promised for. */
const promised = new Set()
/** Documents of requests that broke off: nobody was told what became of them. */
const unknown = new Set()
const faults = []

const post = ({ method, path, headers, body, lie }) =>
  new Promise(resolve => {
    const options = { port: collector.port, host: '127.0.0.1', method, path, headers, agent: lie ? false : agent }
    try {
      const sent = request(options, answer => {
        let text = ''
        answer.on('data', part => (text += part))
        answer.on('end', () => resolve({ status: answer.statusCode, text }))
        answer.on('error', () => resolve({ status: 'broken', text: '' }))
      })
      sent.on('error', error => resolve({ status: error.code === 'ECONNREFUSED' ? 'refused' : 'broken', text: '' }))
      sent.setTimeout(lie ? 500 : 30_000, () => sent.destroy())
      // Node itself would not let a wrong length pass.
      sent.strictContentLength = false
      sent.end(body)
    } catch {
      resolve({ status: 'not sent', text: '' })
    }
  })

function contentOf({ body, headers }) {
  const raw = headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body
  return JSON.parse(raw.toString())
}

async function once(n) {
  const one = mangled(n, random)
  const { status, text } = await post(one)
  statuses[status] = (statuses[status] ?? 0) + 1
  if (status === 'broken') unknown.add(one.doc)
  if (status === 500 || status === 'refused') faults.push(`run ${n}: ${status} ${text}`)
  if (status !== 202 && status !== 204) return
  // Bots are answered and not stored, and a preflight holds nothing.
  if (/bot/i.test(one.headers['user-agent'] ?? '') || one.method !== 'POST') return
  const batch = contentOf(one)
  const bad = new Set(status === 202 ? JSON.parse(text).rejected.map(({ index }) => index) : [])
  const refused = new Set(batch.events.flatMap((event, i) => (bad.has(i) ? [event?.seq] : [])))
  batch.events.forEach((event, i) => {
    if (!bad.has(i) && !refused.has(event.seq)) promised.add(`${batch.doc} ${event.seq}`)
    else if (!bad.has(i)) unknown.add(batch.doc)
  })
}

let next = 0
const lane = async () => {
  while (next < RUNS && faults.length < 10) {
    next++
    if (next % 20_000 === 0)
      process.stderr.write(`${count(next)} runs, ${memoryOf(collector.child.pid)?.now ?? '?'} MiB\n`)
    await once(next)
  }
}
await Promise.all(Array.from({ length: LANES }, lane))

const memory = memoryOf(collector.child.pid)
if ((memory?.peak ?? 0) > MOST_MEMORY) faults.push(`peak memory ${memory?.peak} MiB`)
const last = await fetch(`${collector.url}/collect?b=1`, {
  method: 'POST',
  body: JSON.stringify(visitBatch(RUNS + 1, Date.now(), random)),
})
if (last.status !== 204) faults.push(`a right batch at the end is answered ${last.status}`)
for (const report of ['summary', 'pages', 'sessions', 'carts', 'funnel', 'clicks', 'forms', 'delivery', 'choices']) {
  const { status } = await fetch(`${collector.url}/api/${report}?from=0&to=4102444800000`)
  if (status !== 200) faults.push(`/api/${report} is answered ${status}`)
}
const { code } = await collector.stop()
if (code !== 0) faults.push(`the collector ended with ${code}`)

const instance = await DuckDBInstance.create(path.join(data.dir, 'sojourn.duckdb'))
const connection = await instance.connect()
const rows = (await connection.runAndReadAll('SELECT doc, seq, count(*) FROM events GROUP BY doc, seq')).getRows()
const held = new Set(rows.map(([doc, seq]) => `${doc} ${seq}`))
const twice = rows.filter(([, , n]) => Number(n) !== 1).length
connection.closeSync()
instance.closeSync()
await data.remove()

const missing = [...promised].filter(id => !held.has(id))
const [lastDoc] = [visitBatch(RUNS + 1, 0, random).doc.split('-')[1]]
const extra = [...held].filter(id => {
  const [doc] = id.split(' ')
  return !promised.has(id) && !unknown.has(doc) && doc.split('-')[1] !== lastDoc
})
for (const fault of faults) console.log(fault)
console.log(
  `${count(next)} runs: ${Object.entries(statuses)
    .map(([status, n]) => `${status}: ${count(n)}`)
    .join(', ')}.\n${count(promised.size)} events promised, ${missing.length} of them not held; ${twice} held twice, ` +
    `${extra.length} held that were refused; peak ${memory?.peak ?? '?'} MiB; ${faults.length} faults. ${machine()}`,
)
if (missing.length) console.log(missing.slice(0, 5).join('\n'))
if (extra.length) console.log(extra.slice(0, 5).join('\n'))
process.exit(faults.length || missing.length || twice || extra.length ? 1 : 0)
