import type { DuckDBConnection } from '@duckdb/node-api'

/** Every id that the merged session had. */
const IDS = `session = $session OR EXISTS (
  SELECT 1 FROM aliases a, aliases b
  WHERE a.winner = b.winner AND a.loser = session AND b.loser = $session AND a.site = b.site)
  OR EXISTS (SELECT 1 FROM aliases a WHERE a.loser = session AND a.winner = $session)
  OR EXISTS (SELECT 1 FROM aliases a WHERE a.loser = $session AND a.winner = session)`

export async function forgetSession(
  connection: DuckDBConnection,
  session: string,
  site: string | null,
): Promise<number> {
  const where = site === null ? `(${IDS})` : `site = $site AND (${IDS})`
  const values = site === null ? { session } : { session, site }
  await connection.run(`DELETE FROM items WHERE ${where}`, values)
  return (await connection.run(`DELETE FROM events WHERE ${where}`, values)).rowsChanged
}

export async function prune(connection: DuckDBConnection, before: number): Promise<number> {
  const limit = Math.floor(before)
  await connection.run(`DELETE FROM items WHERE corrected < ${limit}`)
  await connection.run(`DELETE FROM marks WHERE received < ${limit}`)
  await connection.run(`DELETE FROM rejected_events WHERE received < ${limit}`)
  return (await connection.run(`DELETE FROM events WHERE received < ${limit}`)).rowsChanged
}
