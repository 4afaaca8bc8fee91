import { type Browser, type BrowserContext, chromium, type Page } from 'playwright'
import { findChromium } from '../../scripts/browsers.mjs'
import type { Tab, Visitor } from './tab'
import { until } from './until'

const QUIET = ['--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run']

/** Real Chromium. Its user agent must not say "headless": the SDK rightly drops declared bots. */
export async function openChromium(): Promise<Browser> {
  const found = await findChromium()
  if (!found) throw new Error('No Chromium is installed; npm test installs one')
  const major = found.version.split('.')[0]
  // On the command line, not per page: a beacon that outlives its page carries the browser's own.
  const agent = `Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${major}.0.0.0 Safari/537.36`
  return chromium.launch({
    executablePath: found.path,
    chromiumSandbox: process.getuid?.() !== 0,
    args: [...QUIET, `--user-agent=${agent}`],
  })
}

export const chromiumTab = (page: Page): Tab => ({
  goto: async url => {
    await page.goto(url)
  },
  click: selector => page.click(selector),
  type: (selector, text) => page.locator(selector).pressSequentially(text),
  read: expression => page.evaluate(expression),
  until: async expression => {
    // Not waitForFunction: it evaluates in the page, which its policy forbids.
    await until(() => page.evaluate(expression), expression)
  },
  close: () => page.close({ runBeforeUnload: false }),
})

/** One person: a profile of their own in a browser that is already open. */
export async function chromiumVisitor(browser: Browser): Promise<Visitor & { context: BrowserContext }> {
  const context = await browser.newContext()
  context.setDefaultTimeout(15_000)
  return {
    engine: 'chromium',
    context,
    tab: async () => chromiumTab(await context.newPage()),
    close: () => context.close(),
  }
}
