import { parseArgs } from 'node:util'
import type { Command } from '../config.js'
import { collectorError } from '../errors.js'
import { placeOf } from '../place.js'
import { parsed } from '../settings.js'

type Env = Record<string, string | undefined>

const text = { type: 'string' } as const
const PLACE = { data: text, store: text, cluster: text, help: { type: 'boolean', short: 'h' } } as const
/** What a report's route takes, by the same names. */
const ASKED = {
  site: text,
  from: text,
  to: text,
  entry: text,
  referrer: text,
  campaign: text,
  device: text,
  steps: text,
}

export function readExport(args: string[], env: Env): Command {
  const { values, positionals } = parsed(() =>
    parseArgs({ args, allowPositionals: true, options: { ...PLACE, ...ASKED, out: text } }),
  )
  if (values.help) return { run: 'help' }
  const [name, ...more] = positionals
  if (name === undefined || more.length > 0) throw collectorError('E_OPTION', 'export: expected one NAME, like events')
  if (!values.out) throw collectorError('E_OPTION', 'export: expected --out FILE.parquet or FILE.csv')
  const query: Record<string, string> = {}
  for (const key of Object.keys(ASKED) as (keyof typeof ASKED)[]) {
    const value = values[key]
    if (value === undefined) continue
    query[key] = key === 'from' || key === 'to' ? momentOf(key, value) : value
  }
  return { run: 'export', options: { place: placeOf(values, env), name, out: values.out, query } }
}

export function readImport(args: string[], env: Env): Command {
  const { values, positionals } = parsed(() => parseArgs({ args, allowPositionals: true, options: PLACE }))
  if (values.help) return { run: 'help' }
  const [file, ...more] = positionals
  if (file === undefined || more.length > 0) throw collectorError('E_OPTION', 'import: expected one FILE.ndjson')
  return { run: 'import', options: { place: placeOf(values, env), file } }
}

/** ms, or a date; a date without a time is its midnight in UTC. */
function momentOf(option: string, given: string): string {
  const time = /^\d+$/.test(given) ? Number(given) : Date.parse(given)
  if (Number.isFinite(time)) return String(time)
  throw collectorError('E_OPTION', `--${option} ${given}: expected a date like 2026-01-31, or ms since 1970`)
}
