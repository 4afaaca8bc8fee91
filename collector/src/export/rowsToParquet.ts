import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  BIGINT,
  BOOLEAN,
  DOUBLE,
  DuckDBDataChunk,
  DuckDBInstance,
  type DuckDBType,
  type DuckDBValue,
  VARCHAR,
} from '@duckdb/node-api'
import { type Cell, tableOf } from '../csv.js'

/** DuckDB's vector size. */
const CHUNK = 2048

/** The rows of a report as a Parquet file in a folder of its own; the caller deletes the folder. */
export async function rowsToParquet(
  rows: readonly object[],
  known: readonly string[] = [],
): Promise<{ file: string; folder: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'sojourn-export-'))
  const file = join(folder, 'rows.parquet')
  const { columns, cells } = tableOf(rows, known)
  const types = columns.map((_, i) => typeOf(cells.map(row => row[i] ?? null)))
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' })
  const connection = await instance.connect()
  try {
    const declared = columns.map((name, i) => `"${name.replaceAll('"', '""')}" ${types[i]}`)
    await connection.run(`CREATE TABLE report (${declared.join(', ')})`)
    const appender = await connection.createAppender('report')
    for (let from = 0; from < cells.length; from += CHUNK) {
      const part = cells.slice(from, from + CHUNK)
      const chunk = DuckDBDataChunk.create(types, part.length)
      chunk.setColumns(types.map((type, i) => part.map(row => asValue(row[i] ?? null, type))))
      appender.appendDataChunk(chunk)
    }
    appender.closeSync()
    await connection.run(`COPY report TO '${file.replaceAll("'", "''")}' (FORMAT parquet)`)
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
  return { file, folder }
}

/** By what is in the column, so that counts are numbers to whoever reads the file. */
function typeOf(column: readonly Cell[]): DuckDBType {
  const kinds = new Set(column.flatMap(cell => (cell === null ? [] : [typeof cell])))
  if (kinds.size !== 1) return VARCHAR
  if (kinds.has('boolean')) return BOOLEAN
  if (!kinds.has('number')) return VARCHAR
  return column.every(cell => cell === null || Number.isSafeInteger(cell)) ? BIGINT : DOUBLE
}

function asValue(cell: Cell, type: DuckDBType): DuckDBValue {
  if (cell === null) return null
  if (type === BIGINT) return BigInt(cell as number)
  return type === VARCHAR ? String(cell) : cell
}
