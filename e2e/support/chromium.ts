import type { Browser, BrowserContext, Page } from 'playwright'
import { launchChromium } from '../../scripts/launch-chromium.mjs'
import type { Tab, Visitor } from './tab'
import { until } from './until'

export const openChromium = (): Promise<Browser> => launchChromium()

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
