import type { Browser, BrowserContext, Page } from 'playwright'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Batch } from '../src/events'
import { openChromium } from './support/chromium'
import { type Site, startSite } from './support/site'

let browser: Browser
let site: Site
let context: BrowserContext
/** What a page was forbidden to do, and what went wrong in one. */
let complaints: string[]

beforeAll(async () => {
  browser = await openChromium()
})
afterAll(() => browser.close())

beforeEach(async () => {
  site = await startSite()
  complaints = []
  context = await browser.newContext()
  context.setDefaultTimeout(15_000)
  await context.exposeFunction('complain', (what: string) => complaints.push(what))
  await context.addInitScript(`addEventListener('securitypolicyviolation', event =>
    complain(location.pathname + ': ' + event.effectiveDirective + ' forbids ' + (event.blockedURI || event.sample)))`)
  context.on('weberror', error => complaints.push(String(error.error())))
  context.on('console', line => line.type() === 'error' && complaints.push(`${line.location().url}: ${line.text()}`))
})
afterEach(async () => {
  await context?.close()
  await site?.close()
})

async function open(path: string): Promise<Page> {
  const page = await context.newPage()
  await page.goto(site.url + path)
  return page
}

/** Opens everything that can be opened, so that all text is on the page. */
const unfold = (page: Page) =>
  page.evaluate(() => {
    for (const details of document.querySelectorAll('details')) details.open = true
  })

const EVIL = '<script>window.ran = 1</script><img src=x onerror="window.ran = 2"><svg onload="window.ran = 3">'

/** A visit as an attacker would write it: the text wherever text is kept. */
const evilVisit = (now: number): Batch => ({
  v: 1,
  sdk: '0.0.0',
  site: 'localhost',
  doc: 'attack0123456789abcdef',
  k: 1,
  sent: now,
  high: 5,
  low: 1,
  dropped: 0,
  via: 'beacon',
  context: {
    store: 'host',
    consent: 'granted',
    language: EVIL,
    viewport: [800, 600],
    screen: [800, 600],
    timezone: EVIL,
    automation: false,
  },
  events: [
    ['session_start', { number: 1, reason: 'first', entry: EVIL, referrer: EVIL }],
    ['page_view', { path: `/${EVIL}`, title: EVIL, nav: 'load' }],
    ['click', { el: { tag: 'button', id: EVIL, label: EVIL }, href: `javascript:${EVIL}`, input: 'pointer' }],
    ['add_to_cart', { items: [{ item_id: EVIL, item_name: EVIL, price: 1, quantity: 1 }], currency: 'EUR' }],
    ['custom_event', { text: EVIL }],
  ].map(([name, props], i) => ({
    seq: i + 1,
    time: now,
    session: `${now.toString(36)}-abcdefghij123`,
    page: 1,
    name: name as string,
    url: `http://localhost/${encodeURIComponent(EVIL)}`,
    props: props as Batch['events'][number]['props'],
  })),
})

async function store(batch: Batch): Promise<void> {
  const headers = { 'Content-Type': 'text/plain' }
  const { status } = await fetch(`${site.url}/collect?b=1`, { method: 'POST', body: JSON.stringify(batch), headers })
  expect(status).toBe(204)
}

/** A promise, and what resolves it. */
function createGate(): { opened: Promise<void>; open: () => void } {
  let open = () => {}
  const opened = new Promise<void>(resolve => {
    open = resolve
  })
  return { opened, open }
}

describe('The open report', () => {
  test('shows an action in the shop within 2 s', async () => {
    const report = await open('/report')
    const shop = await open('/products/blue-mug.html')
    await report.locator('[data-list="live"] [data-session] > summary').click()
    const shown = report.waitForSelector('[data-event="add_to_cart"]').then(() => Date.now())
    await shop.click('#add-to-cart')
    const acted = Number(await shop.evaluate('sessionStorage.last'))
    expect((await shown) - acted).toBeLessThanOrEqual(2000)
  })

  test('counts a second visitor while it is open', async () => {
    const report = await open('/report')
    const live = report.locator('[data-figure="live"] data')
    await open('/')
    await expect.poll(() => live.getAttribute('value'), { timeout: 30_000 }).toBe('1')
    const other = await browser.newContext()
    await (await other.newPage()).goto(`${site.url}/`)
    await expect.poll(() => live.getAttribute('value'), { timeout: 30_000 }).toBe('2')
    await other.close()
  })
})

describe('The report that is being opened', () => {
  test('misses nothing between its first answer and the first word of the stream', async () => {
    const [asked, stored, connected] = [createGate(), createGate(), createGate()]
    await context.route('**/api/sessions*', async route => {
      const response = await route.fetch()
      asked.open()
      await connected.opened
      await route.fulfill({ response })
    })
    await context.route('**/live*', async route => {
      await stored.opened
      await route.continue()
    })
    const report = await open('/report')
    await asked.opened
    await store(evilVisit(Date.now()))
    stored.open()
    await report.waitForSelector('[data-live-state="live"]')
    connected.open()
    // Sooner than the report asks without a reason.
    await report.waitForSelector('[data-session]', { timeout: 10_000 })
  })
})

describe('The content policy', () => {
  const PAGES = [
    '/',
    '/search.html?q=mug',
    '/products/blue-mug.html',
    '/cart.html',
    '/checkout.html',
    '/lookbook/',
    '/contact.html',
  ]

  test('is kept by every page of the shop', async () => {
    const page = await context.newPage()
    for (const path of PAGES) {
      const response = await page.goto(site.url + path)
      expect(response?.headers()['content-security-policy']).toMatch(/default-src 'none'.*script-src 'self'/)
    }
    await page.goto(`${site.url}/lookbook/`)
    await page.locator('a[href="/lookbook/noon/"]').first().click()
    await page.locator('[data-add]').first().click()
    expect(complaints).toEqual([])
  })

  test('is kept by the report', async () => {
    const shop = await open('/products/blue-mug.html')
    await shop.click('#add-to-cart')
    const report = await context.newPage()
    const response = await report.goto(`${site.url}/report`)
    const policy = response?.headers()['content-security-policy'] ?? ''
    expect(policy).toMatch(/default-src 'none'/)
    expect(policy).not.toMatch(/unsafe|\*/)
    await report.waitForSelector('[data-session]')
    await unfold(report)
    await report.waitForSelector('[data-event="page_view"]')
    expect(complaints).toEqual([])
  })
})

describe('A stored script', () => {
  test('is text in the report and never runs', async () => {
    await store(evilVisit(Date.now()))
    const report = await open('/report')
    await report.waitForSelector('[data-session]')
    await unfold(report)
    await report.waitForSelector('[data-event="custom_event"]')
    await unfold(report)
    expect(await report.locator('#report').textContent()).toContain('<script>window.ran = 1</script>')
    expect(await report.locator('#report script, #report img, #report [onerror], #report [onload]').count()).toBe(0)
    expect(await report.evaluate('window.ran')).toBeUndefined()
    expect(complaints).toEqual([])
  })
})
