// A site for each repeat, with an origin, a wire and a collector of its own, behind one server.
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { startProxy } from './proxy.mjs'
import { createRecorder } from './recorder.mjs'

const built = new URL('../../dist/sojourn.js', import.meta.url)

/**
 * `tell` tracks events that are numbered, `order` buys; `skip` lets time pass, timers and all, and pages opened later get
 * the same by `?later=`; `setBack` moves the wall clock alone. What the page would notice of us is in `noticed`, what it saw us try in `tries`.
 */
const pageOf = ({ before = '', endpoint = '/collect', options = {} }) => `<!doctype html><title>Page</title>
<link rel="icon" href="data:,"><script>
const query = new URLSearchParams(location.search)
let ahead = Number(query.get('later') ?? 0)
const clock = Date.now
Date.now = () => clock() + ahead
const monotonic = performance.now.bind(performance)
let passed = 0
performance.now = () => monotonic() + passed
const timers = new Map()
const [start, stop] = [setTimeout, clearTimeout]
setTimeout = (run, ms = 0) => {
  const id = start(() => { timers.delete(id); run() }, ms)
  timers.set(id, { run, due: performance.now() + ms })
  return id
}
clearTimeout = id => { timers.delete(id); stop(id) }
const skip = ms => {
  ahead += ms
  passed += ms
  const due = [...timers].filter(([, timer]) => timer.due <= performance.now()).sort(([, a], [, b]) => a.due - b.due)
  for (const [id, { run }] of due) if (timers.has(id)) { clearTimeout(id); run() }
}
const setBack = ms => { ahead -= ms }
let isBack = false
addEventListener('pageshow', event => { isBack ||= event.persisted })
let noticed = 0
for (const type of ['error', 'unhandledrejection']) addEventListener(type, () => noticed++)
let tries = 0
for (const [owner, name] of [[navigator, 'sendBeacon'], [window, 'fetch']]) {
  const real = owner[name].bind(owner)
  owner[name] = (...given) => { tries++; return real(...given) }
}
${before}</script>
<script src="/sojourn.js"></script><script>
sojourn('init', ${JSON.stringify({ endpoint, bots: 'allow', ...options })})
let next = Number(query.get('from') ?? 0)
function tell(count, kilobytes = 0) {
  const pad = Array.from({ length: kilobytes }, () => 'x'.repeat(1000))
  const long = Object.fromEntries(Array.from({ length: kilobytes / 50 }, (_, i) => ['k' + i, pad.slice(0, 50)]))
  for (let i = 0; i < count; i++) {
    sojourn('track', 'item_seen', { i: next + 1, ...(kilobytes > 50 ? long : { pad }) })
    next++
  }
}
// Firefox ends the scripts of a closing tab once, anywhere: what was not tracked by then never was.
function tellLast(count, kilobytes) {
  let before = Infinity
  const say = () => navigator.sendBeacon('/told?' + (next - before))
  addEventListener('pagehide', () => { before = next; tell(count, kilobytes); say() })
  addEventListener('visibilitychange', () => { if (next > before) say() })
}
function order() {
  const items = [{ item_id: 'MUG', price: 1, quantity: 1 }]
  sojourn('cart.purchase', { transaction_id: String(++next), value: 1, currency: 'EUR', items })
}
</script>`

export async function startSites() {
  const script = readFileSync(built)
  const runs = new Map()
  const server = createServer((asked, answer) => {
    const run = runs.get((asked.headers.host ?? '').split('.')[0])
    if (!run) return answer.writeHead(404).end()
    if (asked.method !== 'GET') return run.recorder.handle(asked, answer)
    const isScript = asked.url === '/sojourn.js'
    answer.writeHead(200, {
      'content-type': isScript ? 'text/javascript' : 'text/html',
      // no-store would keep pages out of the back/forward cache.
      'cache-control': 'no-cache',
      ...run.site.headers,
    })
    if (asked.url.startsWith('/plain')) answer.end('<!doctype html><title>Plain</title>')
    else answer.end(isScript ? script : pageOf(run.site))
  })
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve))
  let count = 0
  return {
    /** @param site `before`: script in front of ours · `headers` · `endpoint` · `options` */
    async run(site = {}) {
      const name = `r${++count}`
      const proxy = await startProxy(server.address().port)
      const origin = `http://${name}.localhost:${proxy.port}`
      const run = {
        recorder: createRecorder(),
        proxy,
        site,
        origin,
        tracked: 0,
        /** What a handler is to track when the page goes. */
        last: 0,
        noticed: 0,
        tries: 0,
        ahead: 0,
        /** @type {any[]} */
        pages: [],
      }
      runs.set(name, run)
      return run
    },
    close() {
      for (const { proxy } of runs.values()) proxy.close()
      server.closeAllConnections()
      server.close()
    },
  }
}
