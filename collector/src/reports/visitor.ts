import type { Read } from '../store/connection.js'
import { onSite } from './events.js'
import type { Scope } from './scope.js'

const DAY = 24 * 60 * 60 * 1000

/**
 * The sessions of one browser that began within a day of the named one, itself included. Nobody is known by name:
 * each session says which one was before it in the same browser, and that is followed in both directions.
 */
export async function visitorDay(read: Read, id: string, scope: Scope): Promise<string[]> {
  const values = scope.site === null ? { id } : { id, site: scope.site }
  const mine = `session IN (SELECT $id UNION ALL SELECT loser FROM aliases WHERE winner = $id
    UNION ALL SELECT winner FROM aliases WHERE loser = $id)${onSite(scope)}`
  const [first] = await read(`SELECT min(corrected) AS start FROM events WHERE ${mine}`, values)
  if (first?.start === null || first?.start === undefined) return [id]
  const start = Number(first.start)
  const winner = (alias: string, column: string) => `coalesce(${alias}.winner, x.${column})`
  const links = await read(
    `SELECT DISTINCT ${winner('a', 'session')} AS session, ${winner('b', 'previous')} AS previous
    FROM (SELECT site, session, previous FROM events WHERE name = 'session_start' AND previous IS NOT NULL
      AND corrected >= ${start - DAY} AND corrected <= ${start + DAY}${onSite(scope)}) x
    LEFT JOIN aliases a ON a.site = x.site AND a.loser = x.session
    LEFT JOIN aliases b ON b.site = x.site AND b.loser = x.previous
    WHERE ${winner('b', 'previous')} IN (SELECT sid FROM main.sessions WHERE start >= ${start - DAY} AND start <= ${start + DAY})`,
    scope.site === null ? {} : { site: scope.site },
  )
  const [known] = await read('SELECT winner FROM aliases WHERE loser = $id', { id })
  return reachable(
    String(known?.winner ?? id),
    links.map(({ session, previous }) => [String(session), String(previous)]),
  )
}

/** Everything that hangs together with the first, itself included. */
export function reachable(first: string, links: [string, string][]): string[] {
  const beside = new Map<string, string[]>()
  const join = (one: string, other: string) => beside.set(one, [...(beside.get(one) ?? []), other])
  for (const [one, other] of links) {
    join(one, other)
    join(other, one)
  }
  const found = new Set([first])
  for (const one of found) for (const other of beside.get(one) ?? []) found.add(other)
  return [...found]
}
