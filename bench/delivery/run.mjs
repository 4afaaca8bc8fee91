// The fault bench: plays what may happen to a page in a real browser and counts at the collector.
import { parseArgs } from 'node:util'
import { ENGINES, openBrowser } from './browsers.mjs'
import { add } from './ledger.mjs'
import { play } from './play.mjs'
import { isBroken, keep, table } from './results.mjs'
import { playable, SCENARIOS } from './scenarios.mjs'
import { startSites } from './site.mjs'

const HELP = `npm run bench:delivery -- [--engine ${ENGINES.join('|')}] [--scenario WORDS]… [--repeats 10] [--at-once 10] [--write]
  --scenario  only those whose name contains these words; may be given several times
  --at-once   so many windows share a browser
  --write     adds to bench/results/faults.json, and writes bench/delivery/RESULTS.md; with another build a row starts anew
${SCENARIOS.map(({ name, engines, why }) => `    ${name}${engines ? ` (only ${engines}${why ? `: ${why}` : ''})` : ''}`).join('\n')}`

const options = {
  engine: { type: 'string', default: 'chromium' },
  scenario: { type: 'string', multiple: true, default: [''] },
  repeats: { type: 'string', default: '10' },
  'at-once': { type: 'string', default: '10' },
  write: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
}
const { values } = parseArgs({ options })
const { engine, repeats, write } = values
const wanted = playable(engine).filter(({ name }) => values.scenario.some(words => name.includes(words)))
if (values.help || !ENGINES.includes(engine) || !wanted.length) {
  console.log(HELP)
  process.exit(values.help ? 0 : 2)
}

const sites = await startSites()
let browser = await openBrowser(engine)
const { version } = browser
let isEnding = false
for (const signal of ['SIGINT', 'SIGTERM'])
  process.on(signal, async () => {
    if (isEnding) return
    isEnding = true
    await browser.close()
    process.exit(130)
  })

/** Pages that died may leave a browser in any state: the next portion gets a fresh one. */
const renew = async () => {
  await browser.close()
  browser = await openBrowser(engine)
}

const rows = []
for (const scenario of wanted) {
  let sum = {}
  const atOnce = scenario.alone?.includes(engine) ? 1 : Number(values['at-once'])
  for (let left = Number(repeats); left > 0 && !isEnding; left -= atOnce) {
    const count = Math.min(left, atOnce)
    const began = Date.now()
    try {
      const played = await play(scenario, browser, sites, count)
      browser = played.browser
      sum = add(sum, played.row)
      const { lost, twice, untrue, noticed, slowest } = played.row
      const took = ((Date.now() - began) / 1000).toFixed(0)
      console.log(`${scenario.name}: ${sum.repeats} of ${repeats}, ${took} s`, {
        lost,
        twice,
        untrue,
        noticed,
        slowest,
      })
    } catch (error) {
      console.log(`${scenario.name}: not played: ${error.message}`)
      process.exitCode = 1
      await renew()
    }
    if (scenario.steps.some(([verb]) => /kill|crash|hang/.test(verb))) await renew()
  }
  if (!sum.repeats) continue
  rows.push([scenario, sum])
  if (write) keep(engine, version, [[scenario, sum]])
}
await browser.close()
sites.close()

console.log(table(rows))
const broken = rows.filter(row => isBroken(...row))
for (const [{ name }] of broken) console.log(`broken: ${name}`)
if (broken.length) process.exitCode = 1
process.exit()
