import puppeteer from 'puppeteer-core'
import type { Tab, Visitor } from './tab'
import { until } from './until'

/** Playwright needs a Firefox of its own; puppeteer drives the one that is installed. */
export async function openFirefox(path: string): Promise<Visitor> {
  const browser = await puppeteer.launch({ browser: 'firefox', executablePath: path, headless: true })
  return {
    engine: 'firefox',
    async tab(): Promise<Tab> {
      const page = await browser.newPage()
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
    close: () => browser.close(),
  }
}
