import { DuckDBInstance } from '@duckdb/node-api'
import { COLUMNS, writeSql } from '../store/copy.js'
import type { FileFormat, Raw } from '../store/raw.js'

/** MiB: the rows pass through. */
const MEMORY = 512

/** Lines of JSON, one a row, as a file of typed columns. */
export async function linesToFile(raw: Raw, lines: string, format: FileFormat, file: string): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1', memory_limit: `${MEMORY}MiB` })
  const connection = await instance.connect()
  try {
    const columns = Object.entries(COLUMNS[raw]).map(([name, type]) => `"${name}": '${type}'`)
    const rows = `SELECT * FROM read_json('${lines.replaceAll("'", "''")}', format = 'newline_delimited',
      columns = {${columns.join(', ')}})`
    await connection.run(writeSql(raw, rows, format, file))
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}
