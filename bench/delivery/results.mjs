// Results are kept by engine and scenario, so that many repeats can be run in portions; with another build a row starts anew.
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { ENGINES } from './browsers.mjs'
import { add } from './ledger.mjs'
import { SCENARIOS } from './scenarios.mjs'

const kept = new URL('../results/faults.json', import.meta.url)
const page = new URL('RESULTS.md', import.meta.url)
const built = new URL('../../dist/sojourn.js', import.meta.url)

const COLUMNS = {
  repeats: 'repeats',
  tracked: 'tracked',
  stored: 'stored',
  twice: 'duplicates',
  counted: 'dropped and counted',
  lost: 'lost',
  missing: 'reported missing',
  untrue: 'reported wrongly',
  again: 'sent again',
  untold: 'ended before it was tracked',
  noticed: 'noticed by the page',
  tries: 'most requests of a page',
  slowest: 'slowest, s',
}

const line = cells => `| ${cells.join(' | ')} |`
const cell = (row, key) => (key === 'slowest' ? (row[key] / 1000).toFixed(1) : (row[key] ?? 0))

/** Rows are `[scenario, row]`. */
export const table = (rows, more = {}) => {
  const columns = { ...COLUMNS, ...more }
  return [
    line(['scenario', ...Object.values(columns)]),
    line(['---', ...Object.keys(columns).map(() => '--:')]),
    ...rows.map(([{ name, hopeless }, row]) =>
      line([hopeless ? `${name} ¹` : name, ...Object.keys(columns).map(key => cell(row, key))]),
    ),
  ].join('\n')
}

/** Whether a row breaks a promise. What no browser allows may be lost, but neither doubled nor noticed. */
export const isBroken = ({ hopeless = '' }, row) =>
  row.twice + row.untrue + row.noticed > 0 || (!hopeless && row.lost + row.missing > 0)

const load = () => (existsSync(kept) ? JSON.parse(readFileSync(kept, 'utf8')) : {})

const HEAD = `# Fault bench

\`npm run bench:delivery -- --engine chromium --repeats 50 --write\`, and likewise for firefox and webkit, in portions if need be.

What may happen to a page is played in a real browser and counted at a collector that is not ours, behind a wire that can be cut.
An event is known by the number that the page gave it: *duplicates* are events that a store would hold twice. *Sent again* is what arrived
again under the same \`(doc, seq)\`, which every store refuses. *Dropped and counted*, and *reported missing*, are what the batches themselves say;
*reported wrongly* is where that is not so: something told as missing though all is there. What a page gave up may have arrived after all:
like the collector, the bench counts no more as dropped than is not there.
*Slowest* is from the last step of the scenario, the visitor's return included. *Ended before it was tracked*: the browser ended the page's last
handler before it had told all. *Build*: the script that a row was played with.

¹ what no browser allows: `

function render(all) {
  const notes = SCENARIOS.filter(({ hopeless }) => hopeless).map(({ name, hopeless }) => `${name}: ${hopeless}`)
  const parts = ENGINES.filter(engine => all[engine]).map(engine => {
    const { version, date, rows } = all[engine]
    const played = SCENARIOS.filter(({ name }) => rows[name])
    const absent = SCENARIOS.filter(({ engines, why }) => why && engines && !engines.includes(engine))
    return [
      `## ${engine}`,
      `${date} · ${version}`,
      table(
        played.map(one => [one, rows[one.name]]),
        { build: 'build' },
      ),
      ...(absent.length ? [`Not played: ${absent.map(({ name, why }) => `${name} (${why})`).join('; ')}.`] : []),
    ].join('\n\n')
  })
  return `${HEAD}${notes.join('; ')}.\n\n${parts.join('\n\n')}\n`
}

/** Adds rows to what is kept, and writes the page anew. */
export function keep(engine, version, rows) {
  const all = load()
  const build = createHash('sha256').update(readFileSync(built)).digest('hex').slice(0, 8)
  const before = all[engine]?.rows ?? {}
  for (const [{ name }, row] of rows) {
    const sum = before[name]?.build === build ? before[name] : {}
    before[name] = { ...add(sum, row), build }
  }
  all[engine] = { version, date: new Date().toISOString().slice(0, 10), rows: before }
  writeFileSync(kept, `${JSON.stringify(all, null, 1)}\n`)
  writeFileSync(page, render(all))
}
