// The fault bench: plays what may happen to a page in a real browser and counts at the collector.
import { writeFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { openBrowser } from './browsers.mjs'
import { SCENARIOS } from './scenarios.mjs'
import { startSites } from './site.mjs'

const HELP = `npm run bench:delivery -- [--engine chromium|firefox] [--scenario part of a name] [--repeats 10] [--at-once 10] [--write]
  --write   writes bench/delivery/RESULTS-<engine>.md
${SCENARIOS.map(({ name, engines }) => `  ${name}${engines ? ` (${engines})` : ''}`).join('\n')}`

const options = {
  engine: { type: 'string', default: 'chromium' },
  scenario: { type: 'string', default: '' },
  repeats: { type: 'string', default: '10' },
  'at-once': { type: 'string', default: '10' },
  write: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
}
const { values } = parseArgs({ options })
if (values.help) {
  console.log(HELP)
  process.exit(0)
}

const PATIENCE = 45_000

/** Tracked events that the collector holds, by their number. */
const heldOf = ({ recorder }) =>
  new Set(
    [...recorder.stored.values()]
      .filter(({ name }) => name === 'item_seen')
      .map(({ event }) => event.props.i ?? `cut ${event.seq}`),
  )
const isComplete = run => heldOf(run).size >= run.tracked
const until = async (isTrue, ms) => {
  for (const end = Date.now() + ms; Date.now() < end && !isTrue(); ) await pause(50)
}

/** What the collector knows to be missing: below the highest `seq` told, not stored, not dropped on purpose. */
function missingOf({ recorder }) {
  const told = new Map()
  for (const { said, isStored } of recorder.requests) {
    if (!isStored) continue
    const { doc, high, dropped, claims = [] } = said.batch
    for (const [name, top, gone] of [[doc, high, dropped], ...claims.map(([other, , top]) => [other, top, 0])]) {
      const known = told.get(name) ?? { high: 0, dropped: 0 }
      told.set(name, { high: Math.max(known.high, top), dropped: Math.max(known.dropped, gone) })
    }
  }
  let missing = 0
  for (const [doc, { high, dropped }] of told) {
    let held = 0
    for (let seq = 1; seq <= high; seq++) if (recorder.stored.has(`${doc} ${seq}`)) held++
    missing += Math.max(0, high - held - dropped)
  }
  return missing
}

const open = async (browser, run, path) => {
  const page = await browser.page()
  page.on('dialog', dialog => dialog.dismiss())
  await page.goto(run.origin + path, { waitUntil: 'load', timeout: 30_000 })
  run.pages.push(page)
}
const onPages = (run, use) => Promise.all(run.pages.map(use))
const verbs = {
  track: (run, count, kilobytes = 0) =>
    onPages(run, page => {
      run.tracked += count
      return page.evaluate((n, k) => window.tell(n, k), count, kilobytes)
    }),
  onPagehide: (run, count, kilobytes) => {
    run.tracked += count
    return run.pages[0].evaluate((n, k) => addEventListener('pagehide', () => window.tell(n, k)), count, kilobytes)
  },
  flush: run => onPages(run, page => page.evaluate(() => window.sojourn('flush'))),
  goto: (run, path) => run.pages[0].goto(`${run.origin}${path}?from=1000`),
  hide: run =>
    run.pages[0].evaluate(() => {
      Object.defineProperty(document, 'visibilityState', { get: () => 'hidden', configurable: true })
      document.dispatchEvent(new Event('visibilitychange'))
    }),
  close: run => onPages(run, page => page.close()).then(() => run.pages.splice(0)),
  secondTab: (run, browser) => open(browser, run, '/?from=500'),
  cut: run => run.proxy.cut(),
  mend: run => run.proxy.mend(),
  answer: (run, how) => run.recorder.answer(how),
  answerInTurn: (run, hows) => {
    let turn = 0
    run.recorder.answer(() => hows[turn++ % hows.length])
  },
  wait: (_, ms) => pause(ms),
  /** The page has said what it had to say, and heard the answer. */
  settle: async run => {
    await run.pages[0].evaluate(() => window.sojourn('flush'))
    await until(() => run.recorder.requests.some(({ isStored }) => isStored), 15_000)
    await pause(300)
  },
}

async function play({ name, before, steps, returns }, browser, sites, repeats) {
  const runs = await Promise.all(Array.from({ length: repeats }, () => sites.run(before)))
  const all = use => Promise.all(runs.map(use))
  await all(run => open(browser, run, '/'))
  await pause(400)
  for (const [verb, ...rest] of steps) {
    if (verb === 'killRenderers') {
      browser.killRenderers()
      for (const run of runs) run.pages = []
    } else await all(run => (verb === 'secondTab' ? verbs.secondTab(run, browser) : verbs[verb](run, ...rest)))
  }
  await until(() => runs.every(isComplete), returns ? 1000 : PATIENCE)
  if (returns) {
    await all(run => open(browser, run, '/?from=2000'))
    await until(() => runs.every(isComplete), PATIENCE)
  }
  await all(run => onPages(run, page => page.close().catch(() => {})))
  const sum = of => runs.reduce((total, run) => total + of(run), 0)
  const tracked = sum(run => run.tracked)
  const stored = sum(run => heldOf(run).size)
  return {
    name,
    repeats,
    tracked,
    stored,
    lost: tracked - stored,
    conflicts: sum(({ recorder }) => recorder.conflicts.length),
    again: sum(({ recorder }) => recorder.repeats()),
    missing: sum(missingOf),
  }
}

const wanted = SCENARIOS.filter(
  ({ name, engines }) => name.includes(values.scenario) && (!engines || engines.includes(values.engine)),
)
const sites = await startSites()
let browser = await openBrowser(values.engine)
const { version } = browser
const rows = []
for (const scenario of wanted) {
  const total = { name: scenario.name, repeats: 0, tracked: 0, stored: 0, lost: 0, conflicts: 0, again: 0, missing: 0 }
  for (let left = Number(values.repeats); left > 0; left -= Number(values['at-once'])) {
    try {
      const row = await play(scenario, browser, sites, Math.min(left, Number(values['at-once'])))
      for (const key of Object.keys(total)) if (key !== 'name') total[key] += row[key]
    } catch (error) {
      console.log(`${scenario.name}: ${error.message}`)
      process.exitCode = 1
      break
    }
    console.log(JSON.stringify(total))
    if (scenario.steps.some(([verb]) => verb === 'killRenderers')) {
      await browser.close().catch(() => {})
      browser = await openBrowser(values.engine)
    }
  }
  rows.push(total)
}
await browser.close()
sites.close()

const cells = ({ name, repeats, tracked, stored, conflicts, lost, missing, again }) => [
  name,
  repeats,
  tracked,
  stored,
  conflicts,
  lost,
  missing,
  again,
]
const table = [
  '| scenario | repeats | tracked | stored | changed on the way | lost | reported missing | sent again |',
  '| --- | --: | --: | --: | --: | --: | --: | --: |',
  ...rows.map(row => `| ${cells(row).join(' | ')} |`),
].join('\n')
console.log(table)
if (rows.some(({ lost, conflicts }) => lost || conflicts)) process.exitCode = 1
if (values.write) {
  const day = new Date().toISOString().slice(0, 10)
  const head = `# Fault bench, ${values.engine}\n\n${day} · ${version} · \`npm run bench:delivery -- --engine ${values.engine} --repeats ${values.repeats} --write\`\n\nEvents are counted at an independent collector, by (doc, seq): one that arrives again is refused by every store, and shown as *sent again*.\n`
  writeFileSync(new URL(`RESULTS-${values.engine}.md`, import.meta.url), `${head}\n${table}\n`)
}
process.exit()
