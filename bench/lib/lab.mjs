// A place to watch one peer in: pages that load it, a server that records what it sends, and a browser.
import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import path from 'node:path'
import puppeteer from 'puppeteer-core'
import { findChromium } from '../../scripts/browsers.mjs'
import { createRecorder, readSojourn } from '../delivery/recorder.mjs'
import { bundle } from './bundle.mjs'

const DIST = path.resolve(import.meta.dirname, '../../dist')

/** https://developer.mozilla.org/docs/Web/API/Performance_API/High_precision_timing#reduced_precision */
const ISOLATED = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'credentialless' }

const listen = server => new Promise(resolve => server.listen(0, '127.0.0.1', () => resolve(server.address().port)))

/** A person's browser: not headless by its name, not driven by its word, with tabs that can really be hidden. */
export async function launch(more = []) {
  const found = await findChromium()
  if (!found) throw new Error('No Chromium is installed')
  const agent = `Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${found.version.split('.')[0]}.0.0.0 Safari/537.36`
  return puppeteer.launch({
    executablePath: found.path,
    defaultViewport: { width: 1200, height: 900 },
    protocolTimeout: 60_000,
    // Whoever stops the bench stops it: see main.mjs.
    handleSIGINT: false,
    handleSIGTERM: false,
    args: [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
      '--disable-blink-features=AutomationControlled',
      `--user-agent=${agent}`,
      ...more,
    ],
    ignoreDefaultArgs: [
      '--disable-background-timer-throttling',
      '--disable-backgrounding-occluded-windows',
      '--disable-renderer-backgrounding',
    ],
  })
}

/** A browser that is there when it is asked for: one that has died is a loss to one peer, not to all that follow. */
export function keepBrowser() {
  let launching
  return {
    async get() {
      const known = launching
      if (known && !(await known).connected && launching === known) launching = undefined
      launching ??= launch()
      return launching
    },
    close: async () => void (await (await launching)?.close()),
  }
}

/** Adds the peer now: by the same means that a page has, so that it can be measured from outside. */
const LOADER = (entry, tag, endpoint) => `const __bench = globalThis.__bench = {
  endpoint: ${JSON.stringify(endpoint)},
  load(add) {
    const script = document.createElement('script')
    ${
      tag
        ? `script.src = '/dist/sojourn.js'; script.dataset.endpoint = __bench.endpoint + '/collect'
    __bench.peer = { track: (...args) => sojourn.track(...args) }
    const loaded = new Promise(resolve => { script.onload = resolve })`
        : `script.type = 'module'; script.src = '/bundle/${entry}'
    const loaded = new Promise(resolve => { script.onload = resolve }).then(() => __bench.ready)`
    }
    __bench.loaded = loaded.then(() => true)
    add(script)
    return __bench.loaded
  },
  track: (name, props) => __bench.peer.track?.(name, props),
}`

/** What the page loads at once is fetched early, as a bundler would have it. */
function page({ before = '', body = '', title = 'Page', wait }, loader) {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title><link rel="icon" href="data:,">
${before}<script>${loader}${wait ? '' : ';__bench.load(script => document.head.append(script))'}</script></head><body>${body}</body></html>`
}

/**
 * @param endpointPort where the peer posts to, if not straight to the recorder: a proxy's
 * Resolves to `{ url, endpoint, pages, recorder, close }`; `pages` maps a path to `{ body, title, wait, exact }`, where `wait`
 * means that the peer is loaded by `__bench.load()`, `exact` that the page's clock shows 5 µs instead of 100.
 */
export async function openLab(peer, { read, pages = {}, through } = {}) {
  const built = peer.tag ? undefined : await bundle(peer)
  const recorder = createRecorder(read ?? (peer.ours ? readSojourn : () => ({ events: [] })))
  const usual = { status: 200, body: '{}', ...peer.answer }
  recorder.answer(usual)
  const collect = createServer(recorder.handle)
  const port = await listen(collect)
  const proxy = await through?.(port)
  const endpoint = `http://localhost:${proxy?.port ?? port}`
  const loader = LOADER(built?.entry, peer.tag, endpoint)
  const site = createServer((asked, answer) => {
    const { pathname } = new URL(asked.url, 'http://x')
    const name = path.basename(pathname)
    const found = pages[pathname]
    const script = pathname.startsWith('/bundle/')
      ? built?.files.find(file => file.name === name)?.bytes
      : pathname.startsWith('/dist/') && existsSync(path.join(DIST, name)) && readFileSync(path.join(DIST, name))
    if (asked.method === 'GET' && script) answer.writeHead(200, { 'Content-Type': 'text/javascript' }).end(script)
    else if (found)
      answer.writeHead(200, { 'Content-Type': 'text/html', ...(found.exact && ISOLATED) }).end(page(found, loader))
    else answer.writeHead(204).end()
  })
  const sitePort = await listen(site)
  return {
    url: `http://localhost:${sitePort}`,
    endpoint,
    recorder,
    proxy,
    usual,
    pages,
    posts: () => recorder.requests.filter(({ method }) => method !== 'OPTIONS'),
    close() {
      proxy?.close()
      for (const server of [collect, site]) {
        server.closeAllConnections()
        server.close()
      }
    },
  }
}

/** Opens a page, waits until the peer has started. One that does not is no measurement: its row says so. */
export async function visit(tab, url) {
  await tab.goto(url, { waitUntil: 'load', timeout: 20_000 })
  const isLoaded = await tab.evaluate(() =>
    Promise.race([__bench.loaded, new Promise(resolve => setTimeout(() => resolve(false), 5000))]),
  )
  if (isLoaded === false) throw new Error('it has not started within 5 s')
}

export const pause = ms => new Promise(resolve => setTimeout(resolve, ms))
