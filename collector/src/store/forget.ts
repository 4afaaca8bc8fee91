import type { DuckDBConnection } from '@duckdb/node-api'

/** Stands in `rejected_events` for what was deleted: not missing, and not to be taken again. */
export const DELETED = 'deleted'

export async function forgetSession(
  connection: DuckDBConnection,
  session: string,
  site: string | null,
): Promise<number> {
  const values = site === null ? { session } : { session, site }
  const onSite = site === null ? '' : ' AND site = $site'
  // Every id that the merged session had.
  const where = `session IN (
    WITH merged AS (
      SELECT coalesce((SELECT any_value(winner) FROM aliases WHERE loser = $session${onSite}), $session) AS id
    )
    SELECT id FROM merged UNION ALL SELECT loser FROM aliases, merged WHERE winner = merged.id${onSite})${onSite}`
  await connection.run(
    `INSERT INTO rejected_events SELECT site, doc, seq, received, '${DELETED}' FROM events WHERE ${where}`,
    values,
  )
  await connection.run(`DELETE FROM items WHERE ${where}`, values)
  return (await connection.run(`DELETE FROM events WHERE ${where}`, values)).rowsChanged
}

/** Whole documents at a time: half of one would look like a loss. */
export async function prune(connection: DuckDBConnection, before: number): Promise<number> {
  const limit = Math.floor(before)
  const old = `doc IN (SELECT doc FROM marks GROUP BY doc HAVING max(received) < ${limit})`
  await connection.run(`DELETE FROM items WHERE ${old}`)
  await connection.run(`DELETE FROM rejected_events WHERE ${old}`)
  const { rowsChanged } = await connection.run(`DELETE FROM events WHERE ${old}`)
  await connection.run(`DELETE FROM marks WHERE ${old} OR (doc = '' AND received < ${limit})`)
  return rowsChanged
}
