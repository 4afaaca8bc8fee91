// node bench/collector/page.mjs --data DIR: whether the report stays usable over much data. Fill DIR with
// npm run bench:collector -- --events 10000000 --keep DIR
import { parseArgs } from 'node:util'
import { launchChromium } from '../../scripts/launch-chromium.mjs'
import { count, machine, startCollector, table } from './lib/process.mjs'

const { values } = parseArgs({ options: { data: { type: 'string' } } })
if (!values.data) throw new Error('--data DIR: expected a folder that bench:collector has filled')

/** Runs in the page before its own script. */
function watch() {
  globalThis.seen = { tasks: [], inputs: [] }
  const note = (type, list, more) =>
    new PerformanceObserver(entries => {
      for (const { duration } of entries.getEntries()) globalThis.seen[list].push(duration)
    }).observe({ type, buffered: true, ...more })
  note('longtask', 'tasks')
  note('event', 'inputs', { durationThreshold: 16 })
}

const collector = await startCollector(values.data)
const browser = await launchChromium()
const page = await browser.newPage({ viewport: { width: 1280, height: 900 } })
await page.addInitScript(watch)
const heap = await page.context().newCDPSession(page)
await heap.send('Performance.enable')
let waiting = 0
let last = performance.now()
const isReport = request => request.url().includes('/api/')
const ended = request => {
  if (!isReport(request)) return
  waiting--
  last = performance.now()
}
page.on('request', request => {
  if (isReport(request)) waiting++
})
page.on('requestfinished', ended)
page.on('requestfailed', ended)

const rows = []

/** How long until everything is answered, and what the page did meanwhile. */
async function step(name, act) {
  if (rows.length > 0) await page.evaluate(() => Object.assign(globalThis.seen, { tasks: [], inputs: [] }))
  const began = performance.now()
  last = began
  await act()
  do await page.evaluate(() => new Promise(requestAnimationFrame))
  while (waiting > 0 || performance.now() - last < 300)
  const seen = await page.evaluate(() => ({ ...globalThis.seen, elements: document.querySelectorAll('*').length }))
  const { metrics } = await heap.send('Performance.getMetrics')
  const used = metrics.find(metric => metric.name === 'JSHeapUsedSize').value / 2 ** 20
  const most = list => (list.length === 0 ? '–' : count(Math.max(...list)))
  rows.push([name, count(last - began), most(seen.tasks), most(seen.inputs), count(seen.elements), used.toFixed(1)])
}

const period = name => page.click(`input[name="period"][value="${name}"]`)
try {
  await step('opened', async () => {
    await page.goto(`${collector.url}/report`)
    await page.waitForSelector('body[data-ready="true"]')
  })
  await step('30 days', () => period('30d'))
  await step('every table unfolded', async () => {
    for (const more of await page.locator('table + .more:visible').all()) await more.click()
  })
  await step('typed in while all reports load', async () => {
    await period('7d')
    await page.click('#funnel summary')
    await page.locator('input[name="steps"]').pressSequentially(',purchase', { delay: 30 })
  })
  await step('period switched six times', async () => {
    for (const name of ['today', '30d', '7d', '30d', 'today', '30d']) await period(name)
  })
} finally {
  await browser.close()
  await collector.stop()
}
const head = ['step', 'all answered after ms', 'longest task ms', 'input to paint ms', 'elements', 'heap MiB']
console.log(`\`node bench/collector/page.mjs\`: ${machine()}\n\n${table(head, rows)}`)
