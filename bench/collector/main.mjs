// npm run bench:collector
import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { benchAccept } from './accept.mjs'
import { machine } from './lib/process.mjs'
import { benchReports } from './reports.mjs'

const HELP = `npm run bench:collector [-- OPTIONS]
  How fast the collector accepts events durably, with it on one core and the load on another; how long answers take
  at half that rate; and that more than it can take is refused, not hoarded. Exits with 1 where a bar is missed.

  --seconds 20       length of each of the three loads, after 5 s that do not count
  --events 10000000  instead: that many made-up events over 30 days, and how long each report and a start take
  --keep DIR         with --events: fills DIR and leaves it; a filled DIR is used again
  --repeats 5        with --events: how often each report is asked for
  --write            puts the table into bench/collector/RESULTS.md, with machine and date
  --help

  node bench/collector/kill.mjs --rounds 50     SIGKILL under load: is anything acknowledged lost, or held twice?
  node bench/collector/fuzz.mjs --runs 200000   mangled bodies and headers

The machine must have nothing else to do.`

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '20' },
    events: { type: 'string' },
    repeats: { type: 'string', default: '5' },
    keep: { type: 'string' },
    write: { type: 'boolean' },
    help: { type: 'boolean', short: 'h' },
  },
})
if (values.help) {
  console.log(HELP)
  process.exit(0)
}

const RESULTS = fileURLToPath(new URL('RESULTS.md', import.meta.url))
const say = line => process.stderr.write(`${line}\n`)
const part = values.events
  ? { name: 'reports', command: `npm run bench:collector -- --events ${values.events}` }
  : { name: 'accept', command: 'npm run bench:collector' }
const { text, ok } = values.events
  ? await benchReports({ events: Number(values.events), repeats: Number(values.repeats), say, keep: values.keep })
  : await benchAccept({ seconds: Number(values.seconds) })
const section = `\`${part.command}\`, ${new Date().toISOString().slice(0, 10)}: ${machine()}\n\n${text}`
console.log(`${section}\n`)

if (values.write) {
  const between = new RegExp(`(<!-- ${part.name} -->\n)[^]*?(\n<!-- /${part.name} -->)`)
  const before = await readFile(RESULTS, 'utf8')
  await writeFile(
    RESULTS,
    before.replace(between, (_, open, close) => `${open}${section}${close}`),
  )
}
process.exit(ok ? 0 : 1)
