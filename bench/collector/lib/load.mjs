// The load, as a process of its own: node load.mjs '{"port":…,"seconds":…,"connections":…,"rate":…}'.
// Without a rate each connection sends again as soon as it is answered; with one, batches leave by the clock, answered
// or not, and a latency counts from the moment when its batch was due.
import { Agent, request } from 'node:http'
import { createRandom, PER_VISIT, visitBatch } from './visits.mjs'

const { port, seconds, connections, rate = 0, seed = 1, warm = 0 } = JSON.parse(process.argv[2])
/** ms for the last answers. */
const PATIENCE = 30_000
const agent = new Agent({ keepAlive: true, maxSockets: connections, maxFreeSockets: connections })
const statuses = {}
const latencies = []
let acknowledged = 0
let counted = 0
let sent = 0
let inFlight = 0
let highest = 0

// Made before: what the load costs must not be measured. Only document and session differ afterwards.
const random = createRandom(seed)
const texts = Array.from({ length: 500 }, (_, i) => {
  const batch = visitBatch(i, Date.now(), random)
  const [session] = batch.events.map(event => event.session)
  return JSON.stringify(batch).replaceAll(session, '@SESSION').replace(batch.doc, '@DOC')
})
const bodyOf = n => {
  const id = `${seed}-${process.pid}-${n}`
  return texts[n % texts.length].replaceAll('@SESSION', `s-${id}`).replace('@DOC', `d-${id}`)
}

function send(due) {
  const body = bodyOf(++sent)
  inFlight++
  highest = Math.max(highest, inFlight)
  return new Promise(resolve => {
    const done = status => {
      inFlight--
      statuses[status] = (statuses[status] ?? 0) + 1
      if (status === 204) {
        acknowledged += PER_VISIT
        if (performance.now() > measured && performance.now() < end) counted += PER_VISIT
        if (due > measured) latencies.push(performance.now() - due)
      }
      resolve()
    }
    const headers = { 'content-type': 'text/plain;charset=UTF-8', 'content-length': Buffer.byteLength(body) }
    const post = request({ port, host: '127.0.0.1', path: '/collect?b=1', method: 'POST', agent, headers }, answer => {
      answer.resume()
      answer.on('end', () => done(answer.statusCode))
    })
    post.on('error', error => done(error.code ?? 'error'))
    post.end(body)
  })
}

/** Before this the machine code of both sides is still being made. */
const measured = performance.now() + warm * 1000
const began = performance.now()
const end = began + (warm + seconds) * 1000
if (rate === 0) {
  const lane = async () => {
    while (performance.now() < end) await send(performance.now())
  }
  await Promise.all(Array.from({ length: connections }, lane))
} else {
  const under = new Set()
  let due = began
  while (due < end) {
    for (; due <= performance.now() && due < end; due += 1000 / rate) {
      const one = send(due).then(() => under.delete(one))
      under.add(one)
    }
    await new Promise(resolve => setTimeout(resolve, 1))
  }
  // What the system has kept from the collector may come minutes later.
  await Promise.race([Promise.all(under), new Promise(resolve => setTimeout(resolve, PATIENCE))])
  if (under.size > 0) statuses.unanswered = under.size
}
const took = (performance.now() - began) / 1000
latencies.sort((a, b) => a - b)
const at = q => Math.round(latencies[Math.floor(latencies.length * q)] ?? Number.NaN)
process.stdout.write(
  JSON.stringify({
    seconds: took,
    sent: sent * PER_VISIT,
    acknowledged,
    perSecond: counted / seconds,
    statuses,
    highest,
    p50: at(0.5),
    p95: at(0.95),
    p99: at(0.99),
  }),
)
process.exit(0)
