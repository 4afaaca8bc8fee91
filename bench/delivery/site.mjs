// A site for each repeat, with an origin, a wire and a collector of its own, behind one server.
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { startProxy } from './proxy.mjs'
import { createRecorder } from './recorder.mjs'

const script = readFileSync(new URL('../../dist/sojourn.js', import.meta.url))

const pageOf = before => `<!doctype html><title>Page</title><link rel="icon" href="data:,"><script>${before}</script>
<script src="/sojourn.js"></script><script>
sojourn('init', { endpoint: '/collect', bots: 'allow' })
let next = Number(new URLSearchParams(location.search).get('from') ?? 0)
function tell(count, kilobytes) {
  const pad = Array.from({ length: kilobytes }, () => 'x'.repeat(1000))
  const long = Object.fromEntries(Array.from({ length: kilobytes / 50 }, (_, i) => ['k' + i, pad.slice(0, 50)]))
  for (let i = 0; i < count; i++) sojourn('track', 'item_seen', { i: ++next, ...(kilobytes > 50 ? long : { pad }) })
}
</script>`

export async function startSites() {
  const runs = new Map()
  const server = createServer((asked, answer) => {
    const run = runs.get((asked.headers.host ?? '').split('.')[0])
    if (!run) return answer.writeHead(404).end()
    if (asked.url.startsWith('/collect')) return run.recorder.handle(asked, answer)
    const isScript = asked.url === '/sojourn.js'
    answer.writeHead(200, { 'content-type': isScript ? 'text/javascript' : 'text/html', 'cache-control': 'no-store' })
    answer.end(isScript ? script : pageOf(run.before))
  })
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve))
  let count = 0
  return {
    async run(before = '') {
      const name = `r${++count}`
      const proxy = await startProxy(server.address().port)
      const run = {
        recorder: createRecorder(),
        proxy,
        before,
        origin: `http://${name}.localhost:${proxy.port}`,
        tracked: 0,
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
