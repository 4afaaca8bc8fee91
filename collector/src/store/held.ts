import type { DuckDBConnection } from '@duckdb/node-api'
import type { Store } from './store.js'

/** Runs of seq per document. Nearly every document is one run; only the others are read number by number. */
export async function heldSince(
  connection: DuckDBConnection,
  since: number,
  each: Parameters<Store['held']>[1],
): Promise<void> {
  const rows = `SELECT doc, seq, received FROM events WHERE received >= ${Math.floor(since)}
    UNION ALL SELECT doc, seq, received FROM rejected_events WHERE seq IS NOT NULL AND received >= ${Math.floor(since)}`
  const documents = `SELECT doc, min(seq) AS low, max(seq) AS high, max(received) AS received, count(*) AS n
    FROM (${rows}) GROUP BY doc`
  const runs = await connection.stream(`SELECT doc, low, high, received FROM (${documents}) WHERE high - low + 1 = n`)
  for await (const part of runs.yieldRows()) {
    for (const [doc, low, high, received] of part) each(String(doc), Number(low), Number(high), Number(received))
  }
  const gaps = await connection.stream(`SELECT doc, seq, seq, received FROM (${rows})
    WHERE doc IN (SELECT doc FROM (${documents}) WHERE high - low + 1 <> n)`)
  for await (const part of gaps.yieldRows()) {
    for (const [doc, low, high, received] of part) each(String(doc), Number(low), Number(high), Number(received))
  }
}
