import type { Scope } from '../../reports/scope.js'
import { reachable } from '../../reports/visitor.js'
import { idsOf } from '../aliases.js'
import { list, type Read } from '../client.js'
import { plainSessions } from './sessionsOf.js'
import { events, onSite, sessionEvents } from './source.js'

const DAY = 24 * 60 * 60 * 1000

/** The sessions of one browser that began within a day of the named one; the rules are those of reports/visitor.ts. */
export async function visitorDay(read: Read, id: string, scope: Scope): Promise<string[]> {
  const { site } = scope
  const values = site === null ? {} : { site }
  const ids = await idsOf({ read }, id, site)
  const whenever = { site, from: null, to: null, ids: list(ids) }
  const [first] = await read(
    `SELECT count() AS n, min(corrected) AS start FROM (${events('corrected', whenever)})`,
    values,
  )
  if (!first || Number(first.n) === 0) return [id]
  const near = { site, from: Number(first.start) - DAY, to: Number(first.start) + DAY + 1 }
  const began = plainSessions({ ...scope, ...near, filters: {} })
  const starts = sessionEvents('name, previous', near, "name = 'session_start' AND previous != ''")
  const links = await read(
    `SELECT DISTINCT sid, if(winner = '', earlier, winner) AS previous FROM (
      SELECT site, sid, previous AS earlier FROM (${starts})
    ) AS l ANY LEFT JOIN (
      SELECT loser AS earlier, winner FROM aliases FINAL WHERE 1${onSite({ site })}
    ) AS r USING (earlier)
    WHERE previous IN (SELECT sid FROM (${began}) WHERE start >= ${near.from} AND start < ${near.to})`,
    values,
  )
  return reachable(
    String(ids[0]),
    links.map(({ sid, previous }) => [String(sid), String(previous)]),
  )
}
