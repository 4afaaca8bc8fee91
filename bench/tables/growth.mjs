// Table 6: an event must cost the same on a large page, behind a long queue and late in a visit.
import { mark, press } from '../lib/clicks.mjs'
import { launch, openLab, pause, visit } from '../lib/lab.mjs'
import { nodes } from '../lib/markup.mjs'
import { inTurns } from '../lib/rounds.mjs'
import { between, record } from '../lib/trace.mjs'

const SIZES = [100, 50_000]
const QUEUES = [1, 10_000]
const VISITS = [1, 500]
const CLICKS = 10

const pages = {
  '/': { body: nodes(100) },
  ...Object.fromEntries(SIZES.map(size => [`/${size}`, { body: nodes(size) }])),
}

async function onPage(browser, context, lab, size) {
  const tab = await context.newPage()
  await tab.bringToFront()
  await visit(tab, `${lab.url}/${size}`)
  await pause(800)
  const events = await record(browser, async () => {
    await mark(tab, 'from')
    await press(tab, CLICKS)
    await pause(200)
    await mark(tab, 'to')
  })
  await tab.close()
  return between(events, 'from', 'to').press / CLICKS
}

/** µs for each of a few calls, the median of five tries; the rest of their work is awaited in between. */
async function timed(tab, count) {
  const times = []
  for (let i = 0; i < 5; i++) {
    times.push(
      await tab.evaluate(count => {
        const began = performance.now()
        for (let n = 0; n < count; n++) __bench.track('bench_event', { n })
        return ((performance.now() - began) * 1000) / count
      }, count),
    )
    await pause(60)
  }
  return times.sort((a, b) => a - b)[2]
}

async function behindQueue(context, lab) {
  const tab = await context.newPage()
  await visit(tab, `${lab.url}/`)
  await pause(800)
  // Nobody answers: whatever a peer keeps, it keeps now.
  lab.recorder.answer({ ...lab.usual, delay: 60_000 })
  const result = { queue1: await timed(tab, 20) }
  for (let done = 0; done < QUEUES[1]; done += 500) {
    await tab.evaluate(() => {
      for (let n = 0; n < 500; n++) __bench.track('bench_event', { n })
    })
  }
  result.queue2 = await timed(tab, 20)
  await tab.close()
  return result
}

async function lateInVisit(context, lab) {
  lab.recorder.answer(lab.usual)
  const tab = await context.newPage()
  await visit(tab, `${lab.url}/`)
  await pause(800)
  const result = { visit1: await timed(tab, 20) }
  for (let i = 0; i < VISITS[1]; i += 25) {
    await tab.evaluate(from => {
      for (let n = from; n < from + 25; n++) history.pushState({}, '', `/page-${n}`)
    }, i)
    await pause(20)
  }
  result.visit2 = await timed(tab, 20)
  await tab.close()
  return result
}

async function sample(browser, peer) {
  const lab = await openLab(peer, { pages })
  const context = await browser.createBrowserContext()
  try {
    const page1 = await onPage(browser, context, lab, SIZES[0])
    const page2 = await onPage(browser, context, lab, SIZES[1])
    return { page1, page2, ...(await behindQueue(context, lab)), ...(await lateInVisit(context, lab)) }
  } finally {
    await context.close()
    lab.close()
  }
}

const low = { unit: 'µs', better: 'low' }

export const growth = {
  name: 'growth',
  title: 'Growth',
  trackersOnly: true,
  text: `What an event costs as things grow: a click in its own task on a page of ${SIZES.join(' and ')} nodes; one \`track()\` with ${QUEUES[0]} and ${QUEUES[1]} events told that
no server answers; one \`track()\` on page ${VISITS[0]} and page ${VISITS[1]} of a visit to a site that changes its address without loading.`,
  columns: [
    ...SIZES.map((size, i) => ({ key: `page${i + 1}`, label: `${size} nodes`, ...low })),
    ...QUEUES.map((queue, i) => ({ key: `queue${i + 1}`, label: `${queue} queued`, ...low })),
    ...VISITS.map((visit, i) => ({ key: `visit${i + 1}`, label: `page ${visit}`, ...low })),
  ],
  async run({ peers, before, isSameBuild, rounds = 3 }) {
    const browser = await launch()
    try {
      return await inTurns({ peers, rounds, before, isSameBuild, sample: peer => sample(browser, peer) })
    } finally {
      await browser.close()
    }
  },
}
