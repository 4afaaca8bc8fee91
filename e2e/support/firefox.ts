import puppeteer, { type Browser } from 'puppeteer-core'
import { test } from 'vitest'
import { findFirefox } from '../../scripts/browsers.mjs'
import type { Tab, Visitor } from './tab'
import { until } from './until'

export type OpenFirefox = () => Promise<Browser>

/** Playwright needs a Firefox of its own; puppeteer drives the one that is installed. */
async function launch(): Promise<Browser> {
  const found = await findFirefox()
  if (!found) throw new Error('No Firefox is installed')
  return puppeteer.launch({
    browser: 'firefox',
    executablePath: found.path,
    headless: true,
    // Puppeteer turns the back/forward cache off.
    extraPrefsFirefox: { 'fission.bfcacheInParent': true, 'network.dns.native-is-localhost': true },
  })
}

/**
 * One Firefox for all files that a worker plays, one after the other: its start costs as much as ten tests. Each file
 * has a context of its own in it. If it dies, that is the failure of the file it died in: the next gets another.
 */
export const withFirefox = test.extend(
  'firefox',
  { scope: 'worker' },
  // biome-ignore lint/correctness/noEmptyPattern: Vitest reads there what a fixture is made of.
  async ({}, { onCleanup }): Promise<OpenFirefox> => {
    let browser: Browser | undefined
    onCleanup(() => browser?.close())
    return async () => {
      if (!browser?.connected) browser = await launch()
      return browser
    }
  },
)

export async function firefoxVisitor(open: OpenFirefox): Promise<Visitor> {
  const context = await (await open()).createBrowserContext()
  return {
    engine: 'firefox',
    async tab(): Promise<Tab> {
      const page = await context.newPage()
      return {
        goto: async url => {
          await page.goto(url, { waitUntil: 'load' })
        },
        click: selector => page.locator(selector).click(),
        type: async (selector, text) => {
          await page.locator(selector).click()
          await page.keyboard.type(text)
        },
        read: expression => page.evaluate(expression) as Promise<never>,
        until: async expression => {
          await until(() => page.evaluate(expression), expression)
        },
        close: () => page.close(),
      }
    },
    close: () => context.close(),
  }
}
