// One face for the browsers that puppeteer drives.
import { readdirSync, readFileSync } from 'node:fs'
import puppeteer from 'puppeteer-core'
import { findChromium, findFirefox } from '../../scripts/browsers.mjs'

/** Renderers among the descendants of a browser: only those that it has started itself. */
function renderersOf(browser) {
  const parents = new Map()
  for (const name of readdirSync('/proc').filter(name => /^\d+$/.test(name))) {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8')
      parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]))
    } catch {
      // It has ended meanwhile.
    }
  }
  const isBelow = pid => pid !== undefined && (pid === browser || isBelow(parents.get(pid)))
  const isRenderer = pid => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('--type=renderer')
    } catch {
      return false
    }
  }
  return [...parents.keys()].filter(pid => isBelow(pid) && isRenderer(pid))
}

export async function openBrowser(engine) {
  const found = await { chromium: findChromium, firefox: findFirefox }[engine]?.()
  if (!found) throw new Error(`${engine}: not installed, or not driven by this bench`)
  const args = ['--no-first-run', '--disable-background-networking']
  if (process.getuid?.() === 0) args.push('--no-sandbox')
  const browser = await puppeteer.launch({
    browser: engine === 'firefox' ? 'firefox' : 'chrome',
    executablePath: found.path,
    headless: true,
    protocolTimeout: 60_000,
    args: engine === 'chromium' ? args : [],
  })
  return {
    version: await browser.version(),
    page: () => browser.newPage({ type: 'window' }),
    killRenderers: () => {
      for (const pid of renderersOf(browser.process().pid)) process.kill(pid, 'SIGKILL')
    },
    close: () => browser.close(),
  }
}
