import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api'
import type { Touched } from '../derive/touched.js'

/** Stands in `rejected_events` for what was deleted: not missing, and not to be taken again. */
export const DELETED = 'deleted'

export interface Forgotten {
  events: number
  touched: Touched
}

export async function forgetSession(
  connection: DuckDBConnection,
  session: string,
  site: string | null,
): Promise<Forgotten> {
  const values = site === null ? { session } : { session, site }
  const onSite = site === null ? '' : ' AND site = $site'
  // Every id that the merged session had.
  const where = `session IN (
    WITH merged AS (
      SELECT coalesce((SELECT any_value(winner) FROM aliases WHERE loser = $session${onSite}), $session) AS id
    )
    SELECT id FROM merged UNION ALL SELECT loser FROM aliases, merged WHERE winner = merged.id${onSite})${onSite}`
  const touched = await touchedBy(connection, where, values)
  await connection.run(
    `INSERT INTO rejected_events SELECT site, doc, seq, received, '${DELETED}' FROM events WHERE ${where}`,
    values,
  )
  await connection.run(`DELETE FROM items WHERE ${where}`, values)
  const { rowsChanged } = await connection.run(`DELETE FROM events WHERE ${where}`, values)
  return { events: rowsChanged, touched }
}

/** Whole documents at a time: half of one would look like a loss. */
export async function prune(connection: DuckDBConnection, before: number): Promise<Forgotten> {
  const limit = Math.floor(before)
  const old = `doc IN (SELECT doc FROM marks GROUP BY doc HAVING max(received) < ${limit})`
  const touched = await touchedBy(connection, old, {})
  await connection.run(`DELETE FROM items WHERE ${old}`)
  await connection.run(`DELETE FROM rejected_events WHERE ${old}`)
  const { rowsChanged } = await connection.run(`DELETE FROM events WHERE ${old}`)
  await connection.run(`DELETE FROM marks WHERE ${old} OR (doc = '' AND received < ${limit})`)
  return { events: rowsChanged, touched }
}

async function touchedBy(
  connection: DuckDBConnection,
  where: string,
  values: Record<string, DuckDBValue>,
): Promise<Touched> {
  const read = async (columns: string, more = '') =>
    (await connection.runAndReadAll(`SELECT DISTINCT ${columns} FROM events WHERE ${where}${more}`, values)).getRowsJS()
  const sessions = (await read('site, session', ' AND session IS NOT NULL')).map(([site, session]) => ({
    site: String(site),
    session: String(session),
  }))
  const documents = (await read('doc')).map(([doc]) => ({ doc: String(doc) }))
  // The derived rows themselves say how far back they reach.
  return { sessions, documents, corrected: Number.POSITIVE_INFINITY, received: Number.POSITIVE_INFINITY }
}
