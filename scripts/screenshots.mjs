// npm run screenshots: the shop and its report, as docs/ shows them: two made-up weeks, and a real visit that is live.
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { startCollector } from '../collector/dist/index.js'
import { ensureChromium } from './install-browsers.mjs'
import { launchChromium } from './launch-chromium.mjs'
import { sampleBatches } from './sample-visits.mjs'
import { createStatic, shopFolders } from './static.mjs'

const DESKTOP = { viewport: { width: 1280, height: 1160 } }
const SMALL_DESKTOP = { viewport: { width: 1024, height: 640 } }
const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 1.5, isMobile: true, hasTouch: true }
const LARGEST = 200_000

process.chdir(fileURLToPath(new URL('..', import.meta.url)))
if (!(await ensureChromium())) process.exit(1)
const dataDir = mkdtempSync(path.join(tmpdir(), 'sojourn-screenshots-'))

// The made-up weeks arrive when they happened: the collector lives through them in a second.
const realNow = Date.now
let present = null
Date.now = () => present ?? realNow()

const collector = await startCollector({ port: 8787, dataDir, serve: createStatic(shopFolders()) })
const url = `http://localhost:${collector.port}`
const browser = await launchChromium({ slowMo: 300 })

async function save(page, name) {
  const file = `docs/${name}.png`
  await page.evaluate(() => document.fonts.ready)
  await page.screenshot({ path: file, animations: 'disabled' })
  const { size } = statSync(file)
  console.log(`${file}  ${Math.round(size / 1000)} KB`)
  if (size > LARGEST) throw new Error(`${file} is larger than ${LARGEST / 1000} KB`)
}

try {
  for (const batch of sampleBatches(realNow())) {
    present = batch.sent
    const response = await fetch(`${url}/collect?b=1`, { method: 'POST', body: JSON.stringify(batch) })
    if (response.status !== 204) throw new Error(`${response.status} ${await response.text()}`)
  }
  present = null

  const visitor = await browser.newContext(SMALL_DESKTOP)
  const shop = await visitor.newPage()
  await shop.goto(`${url}/`)
  await save(shop, 'shop')
  await shop.fill('#search', 'mug')
  await shop.click('#search-go')
  await shop.click('[data-product="MUG-1"]')
  await shop.click('#add-to-cart')

  const phone = await (await browser.newContext(PHONE)).newPage()
  await phone.goto(`${url}/products/blue-mug.html`)
  await save(phone, 'shop-phone')

  for (const colorScheme of ['light', 'dark']) {
    const report = await (await browser.newContext({ ...DESKTOP, colorScheme })).newPage()
    await report.goto(`${url}/report`)
    await report.locator('[data-list="live"] [data-cart="filled"] > summary').click()
    await report.locator('[data-event="add_to_cart"]').waitFor()
    await report.locator('[data-delivery="received"] data:not([value=""])').waitFor()
    await report.mouse.move(0, 0)
    await save(report, colorScheme === 'light' ? 'report' : 'report-dark')
  }
} finally {
  await browser.close()
  await collector.close()
  rmSync(dataDir, { recursive: true, force: true })
}
