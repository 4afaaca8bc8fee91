// Chromium and Firefox, as they are installed.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import puppeteer from 'puppeteer-core'
import { findChromium, findFirefox } from '../../../scripts/browsers.mjs'
import { writeBlocker } from './blocker.mjs'
import { killGroup, killPages } from './processes.mjs'

const PAGES = { chromium: /--type=renderer/, firefox: /-isForBrowser/ }

async function launchOptions(engine) {
  const found = await { chromium: findChromium, firefox: findFirefox }[engine]()
  if (!found) throw new Error(`${engine} is not installed`)
  const args = ['--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']
  // Root has no sandbox in Chromium.
  if (process.getuid?.() === 0) args.push('--no-sandbox')
  return {
    browser: engine === 'firefox' ? 'firefox' : 'chrome',
    executablePath: found.path,
    headless: true,
    protocolTimeout: 60_000,
    args: engine === 'chromium' ? args : [],
    ...(engine === 'chromium' && {
      enableExtensions: true,
      pipe: true,
      ignoreDefaultArgs: ['--disable-back-forward-cache'],
    }),
  }
}

const wrap = page => {
  page.on('dialog', dialog => dialog.dismiss().catch(() => {}))
  return {
    goto: url => page.goto(url, { waitUntil: 'load', timeout: 45_000 }),
    run: code => page.evaluate(code),
    front: () => page.bringToFront(),
    /** A page that hangs does not answer; the browser closes it all the same. */
    close: () => Promise.race([page.close(), pause(10_000)]),
    freeze: async () => {
      const session = await page.createCDPSession()
      await session.send('Page.setWebLifecycleState', { state: 'frozen' })
    },
    crash: async () => {
      const session = await page.createCDPSession()
      session.send('Page.crash').catch(() => {})
    },
  }
}

/** @param profile of an earlier call, that is opened again */
export async function openWithPuppeteer(engine, profile = mkdtempSync(path.join(tmpdir(), 'sojourn-profile-'))) {
  const browser = await puppeteer.launch({ ...(await launchOptions(engine)), userDataDir: profile })
  const blocker = writeBlocker()
  await browser.installExtension(blocker.folder)
  const child = browser.process()
  return {
    version: await browser.version(),
    page: async (type = 'window') => wrap(await browser.newPage({ type })),
    killPages: () => killPages(child.pid, PAGES[engine]),
    /** A kill of everything at once, and the same profile opened again. */
    kill: async () => {
      await killGroup(child)
      await browser.disconnect().catch(() => {})
      blocker.remove()
      return openWithPuppeteer(engine, profile)
    },
    close: async () => {
      await Promise.race([browser.close(), pause(10_000)]).catch(() => {})
      await killGroup(child)
      blocker.remove()
      rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
    },
  }
}
