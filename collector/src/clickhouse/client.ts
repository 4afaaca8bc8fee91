import type { Readable } from 'node:stream'
import type { ClickHouseSettings } from '@clickhouse/client'
import { collectorError } from '../errors.js'
import type { ClickHouseTarget } from './url.js'

export type Row = Record<string, unknown>
export type Values = Record<string, string | number>
/** `$name` in the text stands for a value. */
export type Read = (sql: string, values?: Values) => Promise<Row[]>

export interface Client {
  /** Given up when the asker goes. */
  read(sql: string, values?: Values, asker?: AbortSignal): Promise<Row[]>
  /** The rows as lines of JSON, however many. */
  stream(sql: string, values?: Values): Promise<Readable>
  run(sql: string, values?: Values): Promise<void>
  /** Resolves when the rows are durable. */
  insert(table: string, rows: object[]): Promise<void>
  close(): Promise<void>
}

/** The server could not make a value of what it was given: it never will. Anything else may be its own trouble. */
const ABOUT_ROWS = new Set(['6', '26', '27', '38', '41', '53', '69', '72', '117', '130', '131', '321'])
const LONGEST_WAIT = 60_000

/** Loaded only when it is asked for: who uses the embedded store does not pay for it. */
export async function connect(target: ClickHouseTarget, database: string | null): Promise<Client> {
  const { createClient } = await import('@clickhouse/client')
  const client = createClient({
    url: target.url,
    username: target.user,
    password: target.password,
    ...(database === null ? {} : { database }),
    request_timeout: LONGEST_WAIT,
    max_open_connections: 16,
    log: { level: 127 as never },
    // Only what ClickHouse 18 knows as well.
    clickhouse_settings: {
      output_format_json_quote_64bit_integers: 0,
      output_format_json_quote_denormals: 0,
      max_query_size: '16000000',
    } as ClickHouseSettings,
  })
  const inserting = {
    // Through a Distributed table: not before the shard has it.
    ...(target.cluster === null ? {} : { insert_distributed_sync: 1 }),
    ...(target.quorum > 0 ? { insert_quorum: String(target.quorum) } : {}),
  } as ClickHouseSettings

  return {
    async read(sql, values = {}, asker) {
      asker?.throwIfAborted()
      const given = asker ? { abort_signal: asker } : {}
      const result = await client.query({ query: fill(sql, values), format: 'JSON', ...given }).catch(fail)
      return (await result.json<Row>().catch(fail)).data
    },
    async stream(sql, values = {}) {
      const { stream } = await client.exec({ query: `${fill(sql, values)} FORMAT JSONEachRow` }).catch(fail)
      return stream
    },
    async run(sql, values = {}) {
      await client.command({ query: fill(sql, values) }).catch(fail)
    },
    async insert(table, rows) {
      if (rows.length === 0) return
      await client
        .insert({ table, values: rows, format: 'JSONEachRow', clickhouse_settings: inserting })
        .catch(error => {
          if (ABOUT_ROWS.has(codeOf(error))) throw error
          return fail(error)
        })
    },
    close: () => client.close(),
  }
}

/** The server's own code; that of ClickHouse 18 stands in its text. */
export function codeOf(error: unknown): string {
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown }
  return String(code ?? /^Code: (\d+)/.exec(String(message))?.[1] ?? '')
}

function fail(error: unknown): never {
  const text = error instanceof Error ? error.message : String(error)
  throw collectorError('E_DATA', `ClickHouse: ${text.slice(0, 500)}`, error)
}

/** Half a surrogate pair cannot be stored; ClickHouse 18 would refuse the whole insert for it. */
export const wellFormed = (text: string): string => text.replace(/\p{Surrogate}/gu, '\ufffd')

/** ClickHouse 18 has no query parameters. */
export const literal = (value: string | number): string =>
  typeof value === 'number' ? String(value) : `'${wellFormed(value).replace(/[\\']/g, '\\$&')}'`

export const list = (values: readonly (string | number)[]): string => values.map(literal).join(', ')

const fill = (sql: string, values: Values): string =>
  sql.replace(/\$(\w+)/g, (text, name: string) => {
    const value = values[name]
    return value === undefined ? text : literal(value)
  })
