import type { DuckDBConnection } from '@duckdb/node-api'
import type { MergeRow } from './store.js'

/** Adds loser → winner and keeps the table transitively closed. The same pair again, or a circle, changes nothing. */
export async function addMerges(connection: DuckDBConnection, merges: MergeRow[]): Promise<void> {
  for (const { site, loser, winner } of merges) {
    const from = await winnerOf(connection, site, loser)
    const to = await winnerOf(connection, site, winner)
    if (from === to) continue
    const values = { site, from, to }
    await connection.run('UPDATE aliases SET winner = $to WHERE site = $site AND winner = $from', values)
    await connection.run('INSERT INTO aliases VALUES ($site, $from, $to)', values)
  }
}

async function winnerOf(connection: DuckDBConnection, site: string, session: string): Promise<string> {
  const found = await connection.runAndReadAll('SELECT winner FROM aliases WHERE site = $site AND loser = $session', {
    site,
    session,
  })
  const [row] = found.getRows()
  return row ? String(row[0]) : session
}
