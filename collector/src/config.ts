import { parseArgs } from 'node:util'
import type { ExportOptions } from './commands/export.js'
import type { ImportOptions } from './commands/import.js'
import { readExport, readImport } from './commands/read.js'
import { collectorError } from './errors.js'
import { type CollectorOptions, DEFAULTS } from './options.js'
import { placeOf } from './place.js'
import { parsed, readOrigin, readPort, readRate, readSpan, readWhole, type Said } from './settings.js'

export type Command =
  | { run: 'help' }
  | { run: 'version' }
  | { run: 'collect'; options: Required<CommandOptions> }
  | { run: 'export'; options: ExportOptions }
  | { run: 'import'; options: Pick<ImportOptions, 'place' | 'file'> }
type CommandOptions = Omit<CollectorOptions, 'serve' | 'log'>

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
  if (verb !== undefined && !verb.startsWith('-')) {
    throw collectorError(
      'E_OPTION',
      `there is no command ${verb}, only import and export: see sojourn-collector --help`,
    )
  }
  const given = parsed(() => parseArgs({ args, options: OPTIONS, allowPositionals: false })).values
  if (given.help) return { run: 'help' }
  if (given.version) return { run: 'version' }
  const said = (option: keyof typeof given, variable: string): Said | null => {
    const text = given[option]
    if (typeof text === 'string') return { text, where: `--${option}` }
    return env[variable] ? { text: env[variable], where: variable } : null
  }
  return {
    run: 'collect',
    options: {
      ...placeOf(given, env),
      host: given.host ?? env.HOST ?? DEFAULTS.host,
      sites: given.site ?? listOf(env.SOJOURN_SITES),
      origins: (given.origin ?? listOf(env.SOJOURN_ORIGINS)).map(readOrigin),
      token: given.token ?? (env.SOJOURN_TOKEN || null),
      port: readPort(said('port', 'PORT')) ?? DEFAULTS.port,
      keep: readSpan(said('keep', 'SOJOURN_KEEP')) ?? DEFAULTS.keep,
      rate: readRate(said('rate', 'SOJOURN_RATE')) ?? DEFAULTS.rate,
      memory: readWhole(said('memory', 'SOJOURN_MEMORY'), 64) ?? DEFAULTS.memory,
      threads: readWhole(said('threads', 'SOJOURN_THREADS'), 0) ?? DEFAULTS.threads,
    },
  }
}

const listOf = (text = ''): string[] => text.split(',').flatMap(part => part.trim() || [])
