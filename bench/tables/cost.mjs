// Table 2: what the visitor's processor pays.

import { show } from '../lib/cells.mjs'
import { mark, press } from '../lib/clicks.mjs'
import { keepBrowser, openLab, pause, visit } from '../lib/lab.mjs'
import { describeMachine } from '../lib/machine.mjs'
import { nodes } from '../lib/markup.mjs'
import { profileOf } from '../lib/profile.mjs'
import { inTurns, lessEmpty } from '../lib/rounds.mjs'
import { between, record } from '../lib/trace.mjs'

const CLICKS = 20
/**
 * The first listener of each event starts the clock, the last one stops it: what is between is the peer's. A trace cannot
 * tell: it adds 30 to 100 µs to each event that has a listener at all, even one that does nothing.
 */
const CLOCK = `<script>
  const PRESS = 'pointerdown mousedown focusin pointerup mouseup click'.split(' ')
  let began
  window.presses = []
  for (const type of PRESS)
    addEventListener(type, () => {
      if (type === 'pointerdown') presses.push(0)
      began = performance.now()
    }, true)
  window.stopClock = () => {
    for (const type of PRESS)
      addEventListener(type, () => { presses[presses.length - 1] += (performance.now() - began) * 1000 })
  }
</script>`
const pages = {
  '/': { body: nodes(1500), wait: true },
  '/clocked': { before: CLOCK, body: nodes(1500), wait: true, exact: true },
  '/loaded': { body: nodes(1500) },
}

/** The tab is really hidden: whatever was put off is done now. */
async function hide(context, wait) {
  const other = await context.newPage()
  await other.bringToFront()
  await pause(wait)
}

async function open(context, url, rate) {
  const tab = await context.newPage()
  await tab.bringToFront()
  await tab.goto(url, { waitUntil: 'load' })
  await tab.evaluate(() => {
    __bench.globals = new Set(Object.getOwnPropertyNames(window))
  })
  if (rate > 1) await tab.emulateCPUThrottling(rate)
  await pause(400)
  return tab
}
const add = tab => tab.evaluate(() => __bench.load(script => document.head.append(script)))

/** Processor time of the main thread, µs, as the browser counts it: other programs on the machine count less. */
async function meter(tab) {
  const session = await tab.createCDPSession()
  await session.send('Performance.enable', { timeDomain: 'threadTicks' })
  return async () => {
    const { metrics } = await session.send('Performance.getMetrics')
    const find = wanted => metrics.find(({ name }) => name === wanted).value * 1e6
    return { script: find('ScriptDuration'), tasks: find('TaskDuration') }
  }
}

async function clocked(context, lab, rate) {
  const tab = await open(context, `${lab.url}/clocked`, rate)
  const read = await meter(tab)
  const before = await read()
  await add(tab)
  await pause(600)
  const added = await read()
  await tab.evaluate(() => stopClock())
  await press(tab, CLICKS)
  await pause(300)
  await hide(context, 500)
  const after = await read()
  const presses = await tab.evaluate(() => presses)
  const suffix = rate > 1 ? `${rate}` : ''
  return {
    [`init${suffix}`]: (added.script - before.script) / 1000,
    [`first${suffix}`]: presses[0],
    [`click${suffix}`]: presses.sort((a, b) => a - b)[CLICKS >> 1],
    [`all${suffix}`]: (after.script - added.script) / CLICKS,
    [`thread${suffix}`]: (after.tasks - added.tasks) / CLICKS,
  }
}

/** Long tasks and forced layouts: that they were, not how long. */
async function traced(browser, context, lab, rate) {
  const tab = await open(context, `${lab.url}/`, rate)
  const events = await record(browser, async () => {
    await mark(tab, 'began')
    await add(tab)
    await pause(600)
    await press(tab, CLICKS)
    await pause(300)
    await hide(context, 500)
    await mark(tab, 'ended')
  })
  const { long, forced } = between(events, 'began', 'ended')
  const suffix = rate > 1 ? `${rate}` : ''
  return { figures: { [`long${suffix}`]: long, [`forced${suffix}`]: forced }, tab }
}

const heapOf = async session => {
  await session.send('HeapProfiler.collectGarbage')
  return (await session.send('Runtime.getHeapUsage')).usedSize / 1024
}

async function calls(context, lab) {
  const tab = await context.newPage()
  await tab.bringToFront()
  await visit(tab, `${lab.url}/loaded`)
  await pause(600)
  const session = await tab.createCDPSession()
  const heap = await heapOf(session)
  const times = []
  for (let i = 0; i < 20; i++) {
    times.push(
      await tab.evaluate(() => {
        const began = performance.now()
        for (let n = 0; n < 50; n++) __bench.track('bench_event', { n, place: 'footer' })
        return ((performance.now() - began) * 1000) / 50
      }),
    )
    await pause(20)
  }
  await pause(1500)
  const heap1000 = await heapOf(session)
  const kept = await tab.evaluate(() => {
    const bytes = store => Object.entries(store).reduce((sum, [key, value]) => sum + key.length + value.length, 0)
    return bytes(localStorage) + bytes(sessionStorage)
  })
  times.sort((a, b) => a - b)
  return { track: times[10], heap, heap1000, storage: kept }
}

async function traces(tab, context) {
  const cookies = await context.cookies()
  const globals = await tab.evaluate(
    () => Object.getOwnPropertyNames(window).filter(name => !__bench.globals.has(name)).length,
  )
  return {
    cookies: cookies.length,
    cookieBytes: cookies.reduce((sum, { name, value }) => sum + name.length + value.length + 1, 0),
    globals,
  }
}

async function sample(browser, peer) {
  const lab = await openLab(peer, { pages })
  const contexts = []
  const fresh = async () => {
    contexts.push(await browser.createBrowserContext())
    return contexts.at(-1)
  }
  try {
    const context = await fresh()
    const { figures, tab } = await traced(browser, context, lab, 1)
    const left = await traces(tab, context)
    const slow = await traced(browser, await fresh(), lab, 4)
    const once = await clocked(await fresh(), lab, 1)
    const slowly = await clocked(await fresh(), lab, 4)
    return { ...once, ...slowly, ...figures, ...slow.figures, ...left, ...(await calls(await fresh(), lab)) }
  } finally {
    for (const context of contexts) await context.close()
    lab.close()
  }
}

const script = new URL('../../dist/sojourn.js', import.meta.url)
/** Visits that are looked at: a look each 50 µs sees little of one. */
const VISITS = 10
/** Modules that have a line of their own. */
const SHOWN = 15

/** What our script's time is spent on, µs a click: the clicks of *all-in*, each visit in a context of its own. */
async function whereOf(browser, peer) {
  const lab = await openLab(peer, { pages })
  const all = {}
  try {
    for (let visit = 0; visit < VISITS; visit++) {
      const context = await browser.createBrowserContext()
      const tab = await open(context, `${lab.url}/`, 1)
      await add(tab)
      await pause(600)
      const spent = await profileOf(tab, script, async () => {
        await press(tab, CLICKS)
        await pause(300)
        await hide(context, 500)
      })
      for (const [module, { own, browser }] of Object.entries(spent)) {
        all[module] ??= { own: 0, browser: 0 }
        all[module].own += own / CLICKS / VISITS
        all[module].browser += browser / CLICKS / VISITS
      }
      await context.close()
    }
  } finally {
    lab.close()
  }
  return all
}

/** The dearest modules; the rest in one line. */
function whereTheTimeGoes({ spent, date, revision }) {
  const list = Object.entries(spent)
    .map(([module, { own, browser }]) => ({ module, own, browser, sum: own + browser }))
    .sort((a, b) => b.sum - a.sum)
  const whole = list.reduce((sum, one) => sum + one.sum, 0)
  const share = value => `${((100 * value) / whole).toFixed(0)} %`
  const add = (name, ones) => {
    const sum = key => ones.reduce((total, one) => total + one[key], 0)
    return `| ${name} | ${share(sum('sum'))} | ${share(sum('browser'))} |`
  }
  return `### Where the time of Sojourn's click goes

A profile of all that a click causes (${date} UTC, ${revision}; ${VISITS} visits of ${CLICKS} clicks, a look each 50 µs): shares of ${show(whole)} µs a click. A profiler slows
down what it looks at, so that the shares say more than the sum. "In the browser" are its functions that the module calls; what
\`document.cookie =\` and \`localStorage[key]\` take stands with the module itself, \`shelves.ts\` and \`storage.ts\`.

| module of \`src/\` | of all | in the browser |
| --- | ---: | ---: |
${list
  .slice(0, SHOWN)
  .map(one => add(`\`${one.module}\``, [one]))
  .join('\n')}
${add(`${list.length - SHOWN} others`, list.slice(SHOWN))}`
}

const low = { better: 'low' }

export const cost = {
  name: 'cost',
  title: 'Cost',
  text: `Real Chromium, a page of 1 500 nodes, the peers taking turns. "Init": all script that adding the peer to a page that is at rest
causes until 0.6 s later, compiling included. "First click" and "click, own task": from the first listener of a press and click to the last,
by the page's clock; the first one compiles what no other has to, the other is the median of ${CLICKS}. "All-in": all script that a
click causes, ${CLICKS} clicks in a row until the tab is hidden and everything put off is done. "Thread": the same with everything else the main
thread does, painting too, which is noisy. Init, all-in and thread are processor time. Of these the empty row is taken off. "4×": the processor slowed down four times.
"track()": one call, of 1 000 in rounds of 50. "Long": tasks over 50 ms. "Forced": style or layout computed inside a script.`,
  columns: [
    { key: 'init', label: 'init', unit: 'ms', picture: 'init', ...low },
    { key: 'first', label: 'first click, own task', unit: 'µs', ...low },
    { key: 'click', label: 'click, own task', unit: 'µs', ...low },
    { key: 'all', label: 'click, all-in', unit: 'µs', picture: 'click', ...low },
    { key: 'thread', label: 'click, thread', unit: 'µs', ...low },
    { key: 'track', label: 'track()', unit: 'µs', ...low },
    { key: 'long', label: 'long', ...low },
    { key: 'forced', label: 'forced', ...low },
    { key: 'init4', label: 'init, 4×', unit: 'ms', ...low },
    { key: 'click4', label: 'own task, 4×', unit: 'µs', ...low },
    { key: 'all4', label: 'all-in, 4×', unit: 'µs', ...low },
    { key: 'long4', label: 'long, 4×', ...low },
    { key: 'heap', label: 'heap', unit: 'KB', ...low },
    { key: 'heap1000', label: 'heap after 1 000', unit: 'KB', ...low },
    { key: 'cookies', label: 'cookies', ...low },
    { key: 'cookieBytes', label: 'their size', unit: 'B', title: 'cookie size', ...low },
    { key: 'storage', label: 'storage', unit: 'B', ...low },
    { key: 'globals', label: 'globals', ...low },
  ],
  notes: rows => [
    'The aims are 1 ms for init, 50 µs for a click in its own task, 300 µs all-in and 15 µs for `track()`. `track()` only keeps what it is told; it is bound, written ahead and armed up to 50 ms later in a task of its own (`src/inbox.ts`), which *all-in* has and its own task has not.',
    ...[rows['sojourn-script']?.cells?.where].filter(Boolean).map(whereTheTimeGoes),
  ],
  async run({ peers, before, isSameBuild, rounds = 3 }) {
    const browser = keepBrowser()
    try {
      const rows = await inTurns({
        peers,
        rounds,
        before,
        isSameBuild,
        sample: async peer => sample(await browser.get(), peer),
      })
      const ours = peers.find(({ id }) => id === 'sojourn-script')
      if (rows[ours?.id]?.cells) {
        const { date, revision } = await describeMachine()
        rows[ours.id].cells.where = { date, revision, spent: await whereOf(await browser.get(), ours) }
      }
      const base = { ...before.rows, ...rows }
      // The empty row of an earlier run serves a run without it.
      const all = { ...rows, ...(rows.empty ? {} : { empty: base.empty }) }
      lessEmpty(all, [
        'init',
        'first',
        'click',
        'all',
        'thread',
        'init4',
        'click4',
        'all4',
        'thread4',
        'heap',
        'heap1000',
        'track',
      ])
      return all.empty ? all : rows
    } finally {
      await browser.close()
    }
  },
}
