// The report page in a real browser, over two weeks of made-up visits.
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, BrowserContextOptions, Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Summary } from '../collector/src/api'
import { sampleBatches } from '../scripts/sample-visits.mjs'
import { openChromium } from './support/chromium'
import { type Site, startBare, startSite } from './support/site'

let browser: Browser
let site: Site

beforeAll(async () => {
  ;[browser, site] = await Promise.all([openChromium(), startSite()])
  // A late beacon would tell the collector that the browser's clock is wrong.
  const bodies = sampleBatches(Date.now()).map(batch => JSON.stringify({ ...batch, via: 'fetch' }))
  const stored = new Set<number>()
  const lane = async () => {
    for (let body = bodies.shift(); body !== undefined; body = bodies.shift()) {
      const { status } = await fetch(`${site.url}/collect`, { method: 'POST', body })
      // On a busy machine it may be more than the collector takes at once; who sends comes again.
      if (status === 503) bodies.push(body)
      else stored.add(status)
    }
  }
  await Promise.all(Array.from({ length: 20 }, lane))
  expect(stored).toEqual(new Set([204]))
}, 240_000)
afterAll(async () => {
  await browser?.close()
  await site?.close()
})

async function open(query = '', options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options })
  context.setDefaultTimeout(15_000)
  const page = await context.newPage()
  await page.goto(`${site.url}/report?period=30d${query}`)
  await page.waitForSelector('body[data-ready]')
  return page
}

/** A busy machine takes its time. */
const SOON = { timeout: 30_000 }

const sessions = async (page: Page) => Number(await page.getAttribute('[data-figure="sessions"] data', 'value'))
const asked = async (filter: string) =>
  (await site.api<Summary>(`/api/summary?from=${Date.now() - 40 * 86_400_000}&${filter}`)).sessions

describe('The filters', () => {
  test('are offered, narrow every figure, and stay in the address', async () => {
    const page = await open()
    const all = await sessions(page)
    await page.getByLabel('Device').selectOption('phone')
    await page.getByLabel('Campaign').selectOption('spring')
    const few = await asked('device=phone&campaign=spring')
    expect(few).toBeGreaterThan(0)
    expect(few).toBeLessThan(all)
    await expect.poll(() => sessions(page), SOON).toBe(few)
    expect(new URL(page.url()).searchParams.get('device')).toBe('phone')
    await page.reload()
    await expect.poll(() => sessions(page), SOON).toBe(few)
    expect(await page.getByLabel('Campaign').inputValue()).toBe('spring')
    await page.getByRole('button', { name: 'Clear filters' }).click()
    await expect.poll(() => sessions(page), SOON).toBe(all)
    expect(new URL(page.url()).searchParams.has('device')).toBe(false)
    await page.context().close()
  })

  test('are used with the keyboard alone', async () => {
    const page = await open()
    await page.getByLabel('Device').waitFor()
    await page.keyboard.press('Tab')
    for (let i = 0; i < 20 && (await page.evaluate('document.activeElement.name')) !== 'device'; i++) {
      await page.keyboard.press('Tab')
    }
    await page.keyboard.press('p')
    const phones = await asked('device=phone')
    await expect.poll(() => sessions(page), SOON).toBe(phones)
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await expect.poll(() => sessions(page), SOON).toBeGreaterThan(phones)
    expect(await page.evaluate('document.activeElement.name')).toBe('entry')
    await page.context().close()
  })

  test('that nothing fits say so', async () => {
    const page = await open('&campaign=nobody')
    await page.getByText('No session fits these filters.').waitFor()
    expect(await page.getByLabel('Campaign').inputValue()).toBe('nobody')
    await page.context().close()
  })
})

describe('The page', () => {
  test.each([
    ['a phone', { viewport: { width: 360, height: 780 }, isMobile: true, hasTouch: true }],
    ['a tablet', { viewport: { width: 768, height: 1024 } }],
    ['a desktop', {}],
  ])('fits the width of %s', async (_, options: BrowserContextOptions) => {
    const page = await open('&device=phone', options)
    const over = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')
    expect(over).toBe(0)
    await page.context().close()
  })

  test('says every rule one tap or key press away', async () => {
    const page = await open()
    const buttons = page.locator('.rule-button:visible')
    // Seven figures, the filters, the delivery and six sections.
    expect(await buttons.count()).toBe(15)
    for (const button of await buttons.all()) {
      const rule = page.locator(`#${await button.getAttribute('aria-controls')}`)
      await button.click()
      expect((await rule.innerText()).length).toBeGreaterThan(40)
      await page.keyboard.press('Escape')
      expect(await rule.isVisible()).toBe(false)
      await button.press('Enter')
      expect(await rule.isVisible()).toBe(true)
      await page.keyboard.press('Escape')
    }
    await page.context().close()
  })

  test('names what is no longer used', async () => {
    const early = await open('&first=2000-01-01&last=2000-01-01')
    await early.getByLabel('Never used').check()
    await early.getByText('Everything that was used before is still used.').waitFor()
    await early.context().close()
    const week = new Date(Date.now() - 7 * 86_400_000).toISOString().slice(0, 10)
    const page = await open(`&first=${week}&last=${week}`)
    await page.getByLabel('Never used').check()
    await page.locator('[data-table="unused"] tbody tr').first().waitFor()
    await page.getByLabel('Most used').check()
    await page.locator('[data-table="unused"]').waitFor({ state: 'hidden' })
    await page.context().close()
  })

  test('ends the line of the delivery with a figure', async () => {
    const page = await open()
    const last = page.locator('[data-delivery]:visible').last()
    expect(await last.evaluate(item => getComputedStyle(item, '::after').content)).toBe('none')
    await page.context().close()
  })
})

describe('Without an answer, the page', () => {
  test('says so, and claims nothing', async () => {
    const page = await (await browser.newContext()).newPage()
    await page.route('**/api/**', route => route.fulfill({ status: 503, body: '{"error":"the store is away"}' }))
    await page.goto(`${site.url}/report`)
    const error = page.locator('[data-error]')
    await error.waitFor()
    expect(await error.innerText()).toMatch(/^The collector answered 503 .*: the store is away\. Trying again\.$/)
    expect(await page.locator('main').innerText()).not.toMatch(/Nobody|has ended|No page|No event|arrived/)
    await page.unroute('**/api/**')
    await error.waitFor({ state: 'hidden', timeout: 60_000 })
    await page.context().close()
  })
})

describe('Without a visit yet, the page', () => {
  test('leads into the shop that is served beside it', async () => {
    const shop = await startSite()
    const page = await (await browser.newContext()).newPage()
    await page.goto(`${shop.url}/report`)
    await page.getByRole('link', { name: 'the shop' }).waitFor()
    expect(await page.locator('[data-tag]').isVisible()).toBe(false)
    await page.context().close()
    await shop.close()
  })

  test('gives the line to paste, and its addresses answer', async () => {
    const bare = await startBare()
    const page = await (await browser.newContext()).newPage()
    await page.goto(`${bare.url}/report`)
    await page.getByText('Put this line into the pages of your site.').waitFor()
    const tag = (await page.locator('[data-tag]').textContent()) ?? ''
    const [, script = '', endpoint = ''] = /src="([^"]+)" data-endpoint="([^"]+)"/.exec(tag) ?? []
    expect(await (await fetch(script)).text()).toContain('sojourn')
    expect((await fetch(endpoint, { method: 'OPTIONS' })).status).toBe(204)
    await page.context().close()
    await bare.close()
  })
})

describe('Below a path of the site, behind a proxy,', () => {
  test('the page has its figures, its stream and its files', async () => {
    const { port } = new URL(site.url)
    const proxy = createServer((asked, answer) => {
      const path = asked.url?.replace(/^\/t\//, '/')
      if (path === asked.url) return void answer.writeHead(404).end()
      const on = request({ port, path, method: asked.method, headers: asked.headers }, given => {
        answer.writeHead(given.statusCode ?? 500, given.headers)
        given.pipe(answer)
      })
      answer.on('close', () => on.destroy())
      on.on('error', () => answer.destroy())
      asked.pipe(on)
    })
    await new Promise<void>(resolve => proxy.listen(0, 'localhost', resolve))
    const page = await (await browser.newContext()).newPage()
    const failed: string[] = []
    page.on('response', response => response.status() >= 400 && failed.push(response.url()))
    await page.goto(`http://localhost:${(proxy.address() as AddressInfo).port}/t/report/?period=30d`)
    await page.waitForSelector('body[data-ready]')
    expect(await sessions(page)).toBeGreaterThan(0)
    await page.waitForSelector('[data-live-state="live"]')
    expect(failed).toEqual([])
    await page.context().close()
    proxy.closeAllConnections()
    await new Promise(resolve => proxy.close(resolve))
  })
})
