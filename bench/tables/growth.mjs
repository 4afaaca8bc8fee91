// Table 6: an event must cost the same on a large page, behind a long queue and late in a visit.
import { figureOf, show } from '../lib/cells.mjs'
import { mark, press } from '../lib/clicks.mjs'
import { keepBrowser, openLab, pause, visit } from '../lib/lab.mjs'
import { nodes } from '../lib/markup.mjs'
import { inTurns } from '../lib/rounds.mjs'
import { between, record } from '../lib/trace.mjs'
import { PEERS } from '../peers.mjs'

const SIZES = [100, 50_000]
const QUEUES = [1, 10_000]
const VISITS = [1, 500]
const EVENTS = 10
/** Longer than this no queue is filled: a peer whose every event takes a second would take hours. */
const PATIENCE = 10_000

const pages = {
  '/': { body: nodes(100) },
  ...Object.fromEntries(SIZES.map(size => [`/${size}`, { body: nodes(size) }])),
}

/** µs of script for each of a few events, what they put off included. */
async function costOf(browser, tab, act) {
  const events = await record(browser, async () => {
    await mark(tab, 'from')
    await act()
    await pause(300)
    await mark(tab, 'to')
  })
  return between(events, 'from', 'to').script / EVENTS
}

/** One call in each task, so that the 20th event of a batch is not always among them. */
const call = (browser, tab) =>
  costOf(browser, tab, () =>
    tab.evaluate(async count => {
      for (let n = 0; n < count; n++) {
        __bench.track('bench_event', { n })
        await new Promise(done => setTimeout(done, 20))
      }
    }, EVENTS),
  )

async function open(context, lab, path) {
  const tab = await context.newPage()
  await tab.bringToFront()
  await visit(tab, lab.url + path)
  await pause(800)
  return tab
}

async function onPage(browser, context, lab, size) {
  const tab = await open(context, lab, `/${size}`)
  const figure = await costOf(browser, tab, () => press(tab, EVENTS))
  await tab.close()
  return figure
}

async function behindQueue(browser, context, lab) {
  // Nobody answers: whatever a peer keeps, it keeps.
  lab.recorder.answer({ ...lab.usual, delay: 60_000 })
  const tab = await open(context, lab, '/')
  const result = { queue1: await call(browser, tab) }
  const began = Date.now()
  let told = 0
  while (told < QUEUES[1] && Date.now() - began < PATIENCE) {
    told += await tab.evaluate(async () => {
      for (let n = 0; n < 100; n++) __bench.track('bench_event', { n })
      await new Promise(done => setTimeout(done, 60))
      return 100
    })
  }
  // What filling it has put off is not an event's cost.
  await pause(1500)
  await tab.evaluate(() => new Promise(done => requestIdleCallback(() => done())))
  result.queue2 = await call(browser, tab)
  result.told = told
  await tab.close()
  return result
}

async function lateInVisit(browser, context, lab) {
  lab.recorder.answer(lab.usual)
  const tab = await open(context, lab, '/')
  const result = { visit1: await call(browser, tab) }
  for (let i = 0; i < VISITS[1]; i += 25) {
    await tab.evaluate(from => {
      for (let n = from; n < from + 25; n++) history.pushState({}, '', `/page-${n}`)
    }, i)
    await pause(80)
  }
  result.visit2 = await call(browser, tab)
  await tab.close()
  return result
}

async function sample(browser, peer) {
  const lab = await openLab(peer, { pages })
  const context = await browser.createBrowserContext()
  try {
    const page1 = await onPage(browser, context, lab, SIZES[0])
    const page2 = await onPage(browser, context, lab, SIZES[1])
    return {
      page1,
      page2,
      ...(await behindQueue(browser, context, lab)),
      ...(await lateInVisit(browser, context, lab)),
    }
  } finally {
    await context.close()
    lab.close()
  }
}

const titleOf = id => PEERS.find(peer => peer.id === id).title
const factor = (cells, key) => figureOf(cells[`${key}2`]) / figureOf(cells[`${key}1`])

/** What the table is for: by how much each has grown. */
function notes(rows) {
  const all = Object.entries(rows).filter(([, { cells }]) => cells)
  const grown = ([id, { cells }]) =>
    `${titleOf(id)} ${['page', 'queue', 'visit'].map(key => factor(cells, key).toFixed(1)).join(' / ')}`
  const slow = all.filter(([, { cells }]) => figureOf(cells.told) < QUEUES[1])
  return [
    `Grown by this factor with the page / the queue / the visit (1 is flat): ${all.map(grown).join(' · ')}.`,
    ...(slow.length
      ? [
          `After ${PATIENCE / 1000} s the queue was as long as it was: ${slow.map(([id, { cells }]) => `${titleOf(id)} ${show(figureOf(cells.told))}`).join(' · ')}.`,
        ]
      : []),
  ]
}

const low = { unit: 'µs', better: 'low' }

export const growth = {
  name: 'growth',
  title: 'Growth',
  trackersOnly: true,
  text: `What an event costs as things grow, in script, what it puts off included: a click on a page of ${SIZES.map(show).join(' and ')} nodes; one \`track()\` with
${QUEUES.map(show).join(' and ')} events told that no server answers; one \`track()\` on page ${VISITS[0]} and page ${VISITS[1]} of a visit to a site that changes
its address without loading. Each figure is of ${EVENTS} events, each in a task of its own, in a trace of the main thread.`,
  columns: [
    ...SIZES.map((size, i) => ({ key: `page${i + 1}`, label: `${show(size)} nodes`, ...low })),
    ...QUEUES.map((queue, i) => ({ key: `queue${i + 1}`, label: `${show(queue)} queued`, ...low })),
    ...VISITS.map((visit, i) => ({ key: `visit${i + 1}`, label: `page ${visit}`, ...low })),
  ],
  notes,
  async run({ peers, before, isSameBuild, rounds = 3 }) {
    const browser = keepBrowser()
    try {
      return await inTurns({
        peers,
        rounds,
        before,
        isSameBuild,
        sample: async peer => sample(await browser.get(), peer),
      })
    } finally {
      await browser.close()
    }
  },
}
