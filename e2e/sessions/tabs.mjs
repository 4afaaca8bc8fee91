// Many windows of one browser that do the same thing at the same instant, judged by a real collector.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, request } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import puppeteer from 'puppeteer-core'
import { findChromium, findFirefox } from '../../scripts/browsers.mjs'

const TIMEOUT = 4000
const root = name => fileURLToPath(new URL(`../../${name}`, import.meta.url))

async function until(ask, what, ms = 30_000) {
  const deadline = Date.now() + ms
  while (Date.now() < deadline) {
    const answer = await ask()
    if (answer) return answer
    await pause(20)
  }
  throw new Error(`Not within ${ms / 1000} s: ${what}`)
}

/** Answers the first `size` who ask in the same turn, and everybody later at once. */
function createGate(size) {
  const waiting = []
  let open = false
  return go => {
    if (open) return go()
    waiting.push(go)
    if (waiting.length < size) return
    open = true
    for (const one of waiting) one()
  }
}

const page = (site, timeout) => `<!doctype html><title>Tab</title><script src="/${site}/sojourn.js"></script><script>
sojourn('init', { endpoint: '/collect', site: '${site}', timeout: ${timeout}, batch: { interval: 2000 } })
window.wake = async () => {
  while (sojourn('session').state !== 'idle') await new Promise(go => setTimeout(go, 20))
  await fetch('/${site}/wake')
  history.pushState({}, '', '/${site}/woken')
}
</script><button id="press">Press</button><form onsubmit="return false"><button id="go">Go</button></form>`

/** The page, the script behind a gate, and a collector whose batches are noted on the way. */
export async function startTabsSite({ tabs = 8, timeout = TIMEOUT } = {}) {
  const { startCollector } = await import('../../collector/dist/index.js')
  const folder = mkdtempSync(path.join(tmpdir(), 'sojourn-tabs-'))
  const collector = await startCollector({ port: 0, dataDir: folder })
  const script = readFileSync(process.env.SOJOURN_SCRIPT ?? root('dist/sojourn.js'))
  const batches = []
  const gates = new Map()
  const gate = name => {
    if (!gates.has(name)) gates.set(name, createGate(tabs))
    return gates.get(name)
  }
  const server = createServer((asked, answer) => {
    const [, site = '', what = ''] = (asked.url ?? '').split('?')[0].split('/')
    const send = (type, body) => {
      answer.writeHead(200, { 'content-type': type, 'cache-control': 'no-store' })
      answer.end(body)
    }
    if (site === 'collect') {
      const chunks = []
      asked.on('data', chunk => chunks.push(chunk))
      asked.on('end', () => {
        const body = Buffer.concat(chunks)
        batches.push(JSON.parse(body.toString()))
        const to = request(
          { port: collector.port, path: asked.url, method: asked.method, headers: asked.headers },
          said => {
            answer.writeHead(said.statusCode ?? 500, said.headers)
            said.pipe(answer)
          },
        )
        to.end(body)
      })
    } else if (what === 'sojourn.js') gate(`${site} open`)(() => send('text/javascript', script))
    else if (what === 'wake') gate(`${site} wake`)(() => send('text/plain', ''))
    else if (what) send('text/html', page(site, timeout))
    else send('text/plain', '')
  })
  await new Promise(resolve => server.listen(0, resolve))
  const api = async (site, name) => {
    const answer = await fetch(`http://localhost:${collector.port}/api/sessions${name}?site=${site}`)
    return answer.json()
  }
  return {
    // A host each, since a browser has but six connections to one; the cookie is that of the domain above.
    urls: Array.from({ length: tabs }, (_, i) => `http://tab${i}.tabs.localhost:${server.address().port}`),
    of: site => batches.filter(batch => batch.site === site),
    /** The sessions of a site, with their timelines, as the collector tells them. */
    sessions: async site => {
      const rows = await api(site, '')
      return Promise.all(rows.map(({ id }) => api(site, `/${id}`)))
    },
    close: async () => {
      server.closeAllConnections()
      server.close()
      await collector.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

export async function openBrowser(engine) {
  const found = await { chromium: findChromium, firefox: findFirefox }[engine]()
  if (!found) throw new Error(`${engine} is not installed`)
  const agent = `Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${found.version.split('.')[0]}.0.0.0 Safari/537.36`
  const args = ['--no-first-run', '--disable-background-networking', `--user-agent=${agent}`]
  if (process.getuid?.() === 0) args.push('--no-sandbox')
  return puppeteer.launch({
    browser: engine === 'firefox' ? 'firefox' : 'chrome',
    executablePath: found.path,
    headless: true,
    protocolTimeout: 60_000,
    args: engine === 'chromium' ? args : [],
  })
}

const countIn = (sessions, what) => sessions.map(({ timeline }) => timeline.filter(({ name }) => name === what).length)

/** What the collector holds of a site: sessions, how often each started, and how many ids `was` had to merge. */
const judge = (site, name, sessions) => ({
  sessions: sessions.length,
  starts: countIn(sessions, 'session_start'),
  merged: new Set(site.of(name).flatMap(({ was = [] }) => was.map(([loser]) => loser))).size,
})

/**
 * One person with many windows: all open in one instant; then, after the timeout, all wake in one instant.
 * @returns what the collector holds after either
 */
export async function playRound(site, browser, name) {
  const context = await browser.createBrowserContext()
  try {
    const pages = []
    for (const _ of site.urls) pages.push(await context.newPage({ type: 'window' }))
    const everybody = act => Promise.all(pages.map(act))
    // All has been told; tabs that still find out that they are one say so within the 8 s of their candidates.
    const judged = async (views, expected) => {
      const ask = () => site.sessions(name)
      const count = sessions => countIn(sessions, 'page_view').reduce((sum, n) => sum + n, 0)
      await until(async () => count(await ask()) >= views, `${views} page views of ${name}`)
      await until(async () => (await ask()).length === expected, 'the sessions to be one', 12_000).catch(() => {})
      return judge(site, name, await ask())
    }
    await everybody((one, i) => one.goto(`${site.urls[i]}/${name}/tab`, { waitUntil: 'domcontentloaded' }))
    const opened = await judged(pages.length, 1)
    await everybody(one => one.evaluate(() => window.wake()))
    return { opened, woken: await judged(2 * pages.length, 2) }
  } finally {
    await context.close()
  }
}
