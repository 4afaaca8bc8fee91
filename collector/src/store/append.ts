import { setImmediate } from 'node:timers/promises'
import { type DuckDBConnection, DuckDBDataChunk, type DuckDBType } from '@duckdb/node-api'
import duckdb from '@duckdb/node-bindings'
import { type Values, writeColumn } from './columns.js'
import { APPENDED } from './schema.js'

/** DuckDB's vector size: more rows do not fit one chunk. */
const CHUNK = 2048

/** Rows into the table by column, which is many times faster than INSERT. Part of the running transaction. */
export async function append(
  connection: DuckDBConnection,
  table: keyof typeof APPENDED,
  rows: readonly object[],
): Promise<void> {
  if (rows.length === 0) return
  const columns = Object.entries(APPENDED[table]) as [string, DuckDBType][]
  const chunk = chunkOf(table, columns)
  const appender = await connection.createAppender(table)
  try {
    for (let from = 0; from < rows.length; from += CHUNK) {
      // Each takes 25 ms of the thread that answers visitors.
      if (from > 0) await setImmediate()
      fill(chunk, columns, rows.slice(from, from + CHUNK) as Values)
      appender.appendDataChunk(chunk)
    }
    appender.flushSync()
  } finally {
    appender.closeSync()
  }
}

/** One for each table, again and again: a new one for `events` is a megabyte that the system must give and clear. */
const chunks = new Map<string, DuckDBDataChunk>()

function chunkOf(table: string, columns: [string, DuckDBType][]): DuckDBDataChunk {
  const known = chunks.get(table)
  if (known) return known
  const made = DuckDBDataChunk.create(columns.map(([, type]) => type))
  chunks.set(table, made)
  return made
}

/** What goes wrong here is wrong with a value, and would be again. */
function fill(chunk: DuckDBDataChunk, columns: [string, DuckDBType][], rows: Values): void {
  chunk.reset()
  chunk.rowCount = rows.length
  try {
    columns.forEach(([name, type], i) => {
      writeColumn(duckdb.data_chunk_get_vector(chunk.chunk, i), type, rows, name)
    })
  } catch (error) {
    throw new Error(`Conversion Error: ${error}`, { cause: error })
  }
}
