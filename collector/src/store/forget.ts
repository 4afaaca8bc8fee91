import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api'
import { DEDUP_WINDOW } from '../dedup.js'
import type { Touched } from '../derive/touched.js'
import type { EventRow, Group } from './store.js'

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
  at: number,
): Promise<Forgotten> {
  const values = site === null ? { session } : { session, site }
  const onSite = site === null ? '' : ' AND site = $site'
  // Every id that the merged session had.
  const ids = `(
    WITH merged AS (
      SELECT coalesce((SELECT any_value(winner) FROM aliases WHERE loser = $session${onSite}), $session) AS id
    )
    SELECT id FROM merged UNION ALL SELECT loser FROM aliases, merged WHERE winner = merged.id${onSite})`
  const where = `session IN ${ids}${onSite}`
  const touched = await touchedBy(connection, where, values)
  await connection.run(
    `INSERT INTO forgotten SELECT site, id, ${at} FROM (SELECT DISTINCT site FROM events WHERE ${where}), ${ids}`,
    values,
  )
  await connection.run(
    `INSERT INTO rejected_events SELECT site, doc, seq, received, '${DELETED}' FROM events WHERE ${where}`,
    values,
  )
  await connection.run(`DELETE FROM items WHERE ${where}`, values)
  const { rowsChanged } = await connection.run(`DELETE FROM events WHERE ${where}`, values)
  return { events: rowsChanged, touched }
}

/** Whole documents at a time: half of one would look like a loss. */
export async function prune(connection: DuckDBConnection, before: number, at: number): Promise<Forgotten> {
  const limit = Math.floor(before)
  const old = `doc IN (SELECT doc FROM marks GROUP BY doc HAVING max(received) < ${limit})`
  const touched = await touchedBy(connection, old, {})
  await connection.run(`DELETE FROM items WHERE ${old}`)
  await connection.run(`DELETE FROM rejected_events WHERE ${old}`)
  const { rowsChanged } = await connection.run(`DELETE FROM events WHERE ${old}`)
  await connection.run(`DELETE FROM marks WHERE ${old} OR (doc = '' AND received < ${limit})`)
  await connection.run(`DELETE FROM forgotten WHERE since < ${Math.min(limit, at - DEDUP_WINDOW)}`)
  return { events: rowsChanged, touched }
}

/** What comes late of a session that was deleted is told to be held, and kept by nobody. */
export async function withoutForgotten(connection: DuckDBConnection, group: Group): Promise<Group> {
  const keyOf = (...names: unknown[]) => JSON.stringify(names)
  const forgotten = (await connection.runAndReadAll('SELECT site, session FROM forgotten')).getRows()
  if (forgotten.length === 0) return group
  const keys = new Set(forgotten.map(([site, session]) => keyOf(site, session)))
  const isGone = ({ site, session }: Pick<EventRow, 'site' | 'session'>) => keys.has(keyOf(site, session))
  const late = group.events.filter(isGone)
  return {
    ...group,
    events: group.events.filter(row => !isGone(row)),
    items: group.items.filter(row => !isGone(row)),
    rejected: [
      ...group.rejected,
      ...late.map(({ site, doc, seq, received }) => ({ site, doc, seq, received, reason: DELETED })),
    ],
  }
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
