import { BIGINT, type DuckDBConnection, DuckDBDataChunk, type DuckDBType, type DuckDBValue } from '@duckdb/node-api'
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
  const types = columns.map(([, type]) => type)
  const appender = await connection.createAppender(table)
  try {
    for (let from = 0; from < rows.length; from += CHUNK) {
      const part = rows.slice(from, from + CHUNK) as Record<string, DuckDBValue>[]
      const chunk = DuckDBDataChunk.create(types, part.length)
      fill(
        chunk,
        columns.map(([name, type]) => columnOf(part, name, type === BIGINT)),
      )
      appender.appendDataChunk(chunk)
    }
    appender.flushSync()
  } finally {
    appender.closeSync()
  }
}

/** What goes wrong here is wrong with a value, and would be again. */
function fill(chunk: DuckDBDataChunk, columns: DuckDBValue[][]): void {
  try {
    chunk.setColumns(columns)
  } catch (error) {
    throw new Error(`Conversion Error: ${error}`, { cause: error })
  }
}

function columnOf(rows: Record<string, DuckDBValue>[], name: string, isBig: boolean): DuckDBValue[] {
  return rows.map(row => {
    const value = row[name] ?? null
    return isBig && typeof value === 'number' ? BigInt(Math.round(value)) : value
  })
}
