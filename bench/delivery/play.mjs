// Plays one scenario several times at once, and judges each at its collector.
import { setTimeout as pause } from 'node:timers/promises'
import { add, judge } from './ledger.mjs'
import { open, until, verbs } from './verbs.mjs'

const PATIENCE = 45_000
/** Whatever a page that dies has to say without a visitor's return is said by then. */
const AT_ONCE = 2000
/** A page settles its session within this, ms: until then its events have no identity yet. */
const SETTLED = 400

/** What befalls the browser as a whole. */
const GLOBAL = {
  killPages: browser => {
    browser.killPages()
    return browser
  },
  kill: browser => browser.kill(),
}

/**
 * @param scenario see scenarios.mjs
 * @param browser is asked for windows
 * @returns the sum of the repeats, and the browser, which may be another one now
 */
export async function play(scenario, browser, sites, repeats) {
  const { steps, returns, inTurn, hopeless, site, hurry } = scenario
  const runs = await Promise.all(Array.from({ length: repeats }, () => sites.run(site)))
  const all = async use => {
    if (inTurn) for (const run of runs) await use(run)
    else await Promise.all(runs.map(use))
  }
  const isComplete = run => {
    const { lost, untold, missing } = judge(run, 0)
    return lost + untold + missing === 0
  }
  const wait = async ms => {
    for (const end = Date.now() + ms; Date.now() < end && !(await until(() => runs.every(isComplete), 2000)); )
      if (hurry) await all(run => verbs.skip(run, browser, hurry))
  }
  let ended = 0
  const begin = async run => {
    await open(run, browser, 0, inTurn && 'tab')
    await pause(SETTLED)
  }
  const step = async (run, [verb, ...rest]) => {
    await verbs[verb](run, browser, ...rest)
    ended = Date.now()
  }
  if (inTurn)
    await all(async run => {
      await begin(run)
      for (const one of steps) await step(run, one)
    })
  else {
    await all(begin)
    for (const [verb, ...rest] of steps) {
      if (GLOBAL[verb]) {
        browser = await GLOBAL[verb](browser)
        for (const run of runs) run.pages = []
        ended = Date.now()
      } else await all(run => step(run, [verb, ...rest]))
    }
  }
  await wait(returns || hopeless ? AT_ONCE : PATIENCE)
  if (returns) {
    // By the page's clock.
    for (const run of runs) run.ahead += returns
    await all(run => open(run, browser, 2000))
    await wait(hopeless ? AT_ONCE * 5 : PATIENCE)
  }
  await all(run => verbs.look(run))
  // Before we clear up: what a page says as it is closed may be still on its way, and is not missing.
  const rows = runs.map(run => judge(run, ended))
  await all(async run => {
    for (const page of [...run.pages, ...(run.cover ? [run.cover] : [])]) await page.close().catch(() => {})
  })
  for (const run of runs) run.proxy.close()
  // What is there twice is counted to the very end.
  return { row: rows.map((row, i) => ({ ...row, twice: judge(runs[i], ended).twice })).reduce(add), browser }
}
