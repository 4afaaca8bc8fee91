// node bench/collector/kill.mjs --rounds 50: kills the collector under load, again and again, and counts what is lost.
import { readdirSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { DuckDBInstance } from '@duckdb/node-api'
import { createDuckStore } from '../../collector/dist/store/duckdb.js'
import { machine, makeDataDir, startCollector } from './lib/process.mjs'
import { createRandom, PER_VISIT, visitBatch } from './lib/visits.mjs'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '50' },
    lanes: { type: 'string', default: '64' },
    help: { type: 'boolean', short: 'h' },
  },
})
if (values.help) {
  console.log(`node bench/collector/kill.mjs [--rounds 50] [--lanes 64]
  Each round: a start, load from that many connections, SIGKILL at some moment of it; every tenth round SIGTERM. Then
  another process reads the file: is everything there that was acknowledged, and nothing twice? What was not answered
  is sent again in the next round, as a browser would.`)
  process.exit(0)
}

const ROUNDS = Number(values.rounds)
const LANES = Number(values.lanes)
const random = createRandom(6)
const data = await makeDataDir()
let made = 0
/** Batches that were acknowledged, and those of which nobody knows. */
const acknowledged = new Map()
const doubtful = []

function nextBatch() {
  const again = doubtful.pop()
  // Long enough ago to be over: reports end now.
  return again ?? visitBatch(++made, Date.now() - 600_000, random)
}

/** Sends until the collector is gone; answers when everything under way is known to be answered or lost. */
async function loadUntil(collector, gone) {
  const unknown = []
  const lane = async () => {
    while (!gone()) {
      const batch = nextBatch()
      const answer = await fetch(`${collector.url}/collect?b=1`, { method: 'POST', body: JSON.stringify(batch) }).catch(
        () => null,
      )
      if (answer?.status === 204) acknowledged.set(batch.doc, batch)
      else unknown.push(batch)
    }
  }
  await Promise.all(Array.from({ length: LANES }, lane))
  doubtful.push(...unknown)
}

/** What is in the file, as another program sees it. After a SIGKILL whoever opens the folder takes in the journal first. */
async function readFile(signal) {
  const isJournal = file => file.startsWith('sojourn.journal')
  if (signal === 'SIGKILL') await (await createDuckStore(data.dir)).close()
  if (readdirSync(data.dir).some(isJournal)) badExits++
  const instance = await DuckDBInstance.create(path.join(data.dir, 'sojourn.duckdb'))
  const connection = await instance.connect()
  const rows = await connection.runAndReadAll('SELECT doc, count(*), count(DISTINCT seq) FROM events GROUP BY doc')
  const held = new Map(rows.getRows().map(([doc, all, distinct]) => [doc, [Number(all), Number(distinct)]]))
  connection.closeSync()
  instance.closeSync()
  return held
}

let lost = 0
let twice = 0
let badExits = 0
function judge(held) {
  for (const doc of acknowledged.keys()) lost += PER_VISIT - (held.get(doc)?.[1] ?? 0)
  for (const [all, distinct] of held.values()) twice += all - distinct
}

for (let round = 1; round <= ROUNDS; round++) {
  const collector = await startCollector(data.dir)
  const signal = round % 10 === 0 || round === ROUNDS ? 'SIGTERM' : 'SIGKILL'
  let gone = false
  const loading = loadUntil(collector, () => gone)
  const before = acknowledged.size
  // Some moment after the first answers: a bound that grows with nothing but the machine.
  while (acknowledged.size < before + LANES + Math.floor(random() * 6 * LANES)) {
    await new Promise(resolve => setTimeout(resolve, 2))
  }
  const { code } = await collector.stop(signal)
  gone = true
  await loading
  if (signal === 'SIGTERM' && code !== 0) badExits++
  judge(await readFile(signal))
  process.stderr.write(`round ${round}, ${signal}: ${acknowledged.size} batches acknowledged, ${lost} events lost\n`)
}

// A browser sends what was not answered until it is: then everything is there once, and no report counts it twice.
const collector = await startCollector(data.dir)
for (const batch of doubtful.splice(0)) {
  const answer = await fetch(`${collector.url}/collect?b=2`, { method: 'POST', body: JSON.stringify(batch) })
  if (answer.status === 204) acknowledged.set(batch.doc, batch)
  else lost += PER_VISIT
}
const api = async report =>
  (await fetch(`${collector.url}/api/${report}${report.includes('?') ? '&' : '?'}from=0`)).json()
const all = [...acknowledged.values()].flatMap(({ events }) => events)
const wanted = name => all.filter(event => event.name === name).length
const sum = (rows, key) => rows.reduce((total, row) => total + row[key], 0)
const [summary, delivery, clicks, forms, pages] = await Promise.all(
  ['summary', 'delivery', 'clicks?limit=100000', 'forms?limit=100000', 'pages?limit=100000'].map(api),
)
const reports = [
  ['received', delivery.received, all.length],
  ['known missing', delivery.missing, 0],
  ['sessions', summary.sessions, acknowledged.size],
  ['page views', summary.page_views, wanted('page_view')],
  ['views of the pages', sum(pages, 'views'), wanted('page_view')],
  ['clicks', sum(clicks, 'count'), wanted('click')],
  ['forms sent', sum(forms, 'submits'), wanted('form_submit')],
  ['purchases', summary.purchases, wanted('purchase')],
]
await collector.stop()
judge(await readFile('SIGTERM'))
const files = readdirSync(data.dir)
await data.remove()

const wrong = reports.filter(([, is, should]) => is !== should)
for (const [name, is, should] of wrong) console.log(`${name}: ${is} instead of ${should}`)
console.log(
  `${ROUNDS} rounds, ${all.length} events acknowledged: ${lost} lost, ${twice} held twice, ` +
    `${wrong.length} of ${reports.length} reports wrong, ${badExits} bad exits. ${machine()}`,
)
process.exit(lost || twice || wrong.length || badExits || files.length === 0 ? 1 : 0)
