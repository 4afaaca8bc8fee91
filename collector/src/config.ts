import { parseArgs } from 'node:util'
import type { ExportOptions } from './commands/export.js'
import type { ImportOptions } from './commands/import.js'
import { readExport, readImport } from './commands/read.js'
import { collectorError } from './errors.js'
import { type CollectorOptions, DAY, DEFAULTS } from './options.js'
import { placeOf } from './place.js'

export type Command =
  | { run: 'help' }
  | { run: 'version' }
  | { run: 'collect'; options: Required<CommandOptions> }
  | { run: 'export'; options: ExportOptions }
  | { run: 'import'; options: Pick<ImportOptions, 'place' | 'file'> }
type CommandOptions = Omit<CollectorOptions, 'serve' | 'log'>

export const HELP = `sojourn-collector: receives the batches of the Sojourn script, keeps them, shows the report.

  --port 8787      TCP port                                            PORT
  --host ::        address to listen on                                HOST
  --data DIR       folder of the database, default .sojourn            DATA_DIR
  --store URL      clickhouse://user:password@host:8123/database keeps SOJOURN_STORE
                   events in ClickHouse instead of a file
  --cluster NAME   that ClickHouse's name of the cluster: tables are   SOJOURN_CLUSTER
                   replicated and distributed
  --site NAME      a site that is collected; repeat for more.          SOJOURN_SITES  (a,b)
                   None: every site
  --origin URL     an origin that may send, like https://shop.example; SOJOURN_ORIGINS (a,b)
                   repeat for more. None: every origin
  --token SECRET   opens the reports to whoever has it. None: reports  SOJOURN_TOKEN
                   for this machine only
  --keep 400d      how long events are kept: 12h, 400d, 2y; 0: always  SOJOURN_KEEP
  --rate 50        batches per second, per site and address prefix;    SOJOURN_RATE
                   0, the default: no limit
  --memory 1024    MiB that the store may take; what a report needs    SOJOURN_MEMORY
                   beyond goes to disk
  --threads 0      threads of the store; 0: one per core               SOJOURN_THREADS
  --help  --version

Both take --data, or --store and --cluster. With a file, while no collector has it open; with ClickHouse at any time:

  sojourn-collector import FILE.ndjson
      takes a log with one batch a line, as it was POSTed. Stopped or run twice, it takes nothing twice.
  sojourn-collector export NAME --out FILE.parquet
      writes events, items, sessions or a report (pages, carts, clicks ...) as Parquet, or as CSV to FILE.csv.
      --from 2026-01-31 --to 2026-02-28 --site NAME, filters --entry --referrer --campaign --device, --steps of a funnel.
      A running collector gives the same at /api/export/NAME?format=parquet.

POST /collect takes batches, /report shows them, /healthz, /readyz and /metrics are for machines.

To delete a session: curl -X DELETE http://localhost:8787/api/sessions/ID -H 'Authorization: Bearer TOKEN'
and with ?visitor=day all sessions of the same browser that began within a day of it.`

const OPTIONS = {
  port: { type: 'string' },
  host: { type: 'string' },
  data: { type: 'string' },
  store: { type: 'string' },
  cluster: { type: 'string' },
  site: { type: 'string', multiple: true },
  origin: { type: 'string', multiple: true },
  token: { type: 'string' },
  keep: { type: 'string' },
  rate: { type: 'string' },
  memory: { type: 'string' },
  threads: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'v' },
} as const

/** Arguments first, then the environment, then the defaults. Throws coded errors. */
export function readCommand(args: string[], env: Record<string, string | undefined>): Command {
  const [verb] = args
  if (verb === 'export') return readExport(args.slice(1), env)
  if (verb === 'import') return readImport(args.slice(1), env)
  const given = parse(args)
  if (given.help) return { run: 'help' }
  if (given.version) return { run: 'version' }
  return {
    run: 'collect',
    options: {
      port: readPort(given.port ?? env.PORT),
      host: given.host ?? env.HOST ?? DEFAULTS.host,
      ...placeOf(given, env),
      sites: given.site ?? listOf(env.SOJOURN_SITES),
      origins: (given.origin ?? listOf(env.SOJOURN_ORIGINS)).map(readOrigin),
      token: given.token ?? (env.SOJOURN_TOKEN || null),
      keep: readSpan(given.keep ?? env.SOJOURN_KEEP),
      rate: readRate(given.rate ?? env.SOJOURN_RATE),
      memory: readWhole('--memory', given.memory ?? env.SOJOURN_MEMORY, DEFAULTS.memory, 64),
      threads: readWhole('--threads', given.threads ?? env.SOJOURN_THREADS, DEFAULTS.threads, 0),
    },
  }
}

function parse(args: string[]) {
  try {
    return parseArgs({ args, options: OPTIONS, allowPositionals: false }).values
  } catch (error) {
    throw collectorError('E_OPTION', `${(error as Error).message}: see sojourn-collector --help`, error)
  }
}

function readWhole(option: string, text: string | undefined, fallback: number, least: number): number {
  if (text === undefined || text === '') return fallback
  const number = Number(text)
  if (Number.isInteger(number) && number >= least) return number
  throw collectorError('E_OPTION', `${option} ${text}: expected a whole number from ${least}`)
}

const listOf = (text = ''): string[] => text.split(',').flatMap(part => part.trim() || [])

function readPort(text: string | undefined): number {
  if (text === undefined || text === '') return DEFAULTS.port
  const port = Number(text)
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port
  throw collectorError('E_PORT', `${text} is not a port: give a number from 0 to 65535`)
}

function readOrigin(text: string): string {
  const { origin, protocol } = URL.canParse(text) ? new URL(text) : { origin: '', protocol: '' }
  if (protocol === 'https:' || protocol === 'http:') return origin
  throw collectorError('E_OPTION', `--origin ${text}: expected scheme and host, like https://shop.example`)
}

const UNITS: Record<string, number> = { h: DAY / 24, d: DAY, y: 365 * DAY }

function readSpan(text: string | undefined): number {
  if (text === undefined || text === '') return DEFAULTS.keep
  if (text === '0') return 0
  const [, amount, unit = ''] = /^(\d{1,6})([hdy])$/.exec(text) ?? []
  const ms = Number(amount) * (UNITS[unit] ?? Number.NaN)
  if (ms > 0) return ms
  throw collectorError('E_OPTION', `--keep ${text}: expected a number with h, d or y, like 400d, or 0 to keep all`)
}

function readRate(text: string | undefined): number {
  if (text === undefined || text === '') return DEFAULTS.rate
  const rate = Number(text)
  if (Number.isFinite(rate) && rate >= 0) return rate
  throw collectorError('E_OPTION', `--rate ${text}: expected batches per second, 0 for no limit`)
}
