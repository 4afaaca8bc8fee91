import type { SessionDetail, SessionRow } from '../../api.js'
import { valuesOf } from '../../reports/events.js'
import type { Scope } from '../../reports/scope.js'
import { timelineOf } from '../../reports/session.js'
import { sessionRow } from '../../reports/sessions.js'
import { idsOf } from '../aliases.js'
import { list, type Read, type Row } from '../client.js'
import { sessionsOf } from './sessionsOf.js'
import { AT, around, events, type Span, sessionEvents } from './source.js'

/** GET /api/sessions: the latest start first. */
export async function sessions(read: Read, scope: Scope): Promise<SessionRow[]> {
  const live = scope.live ? 'WHERE live' : ''
  const rows = await read(
    `SELECT * FROM (${sessionsOf(scope)}) ${live} ORDER BY start DESC, sid LIMIT ${scope.offset}, ${scope.limit}`,
    valuesOf(scope),
  )
  return withPages(read, rows, around(scope))
}

/** GET /api/sessions/:id, whenever it was; the id may be one that was merged into another. */
export async function session(read: Read, id: string, scope: Scope): Promise<SessionDetail | null> {
  const ids = await idsOf({ read }, id, scope.site)
  const span: Span = { site: scope.site, from: null, to: null, ids: list(ids) }
  const [row] = await read(`SELECT * FROM (${sessionsOf(scope, `sid = $id`, span)}) LIMIT 1`, {
    ...valuesOf({ ...scope, filters: {} }),
    id: String(ids[0]),
  })
  if (!row) return null
  const told = await read(
    `SELECT doc, seq, time, name, path, target, title, props FROM (${events('doc, seq, time, name, path, target, title, props', span)}) ORDER BY ${AT}`,
    valuesOf({ ...scope, filters: {} }),
  )
  const [listed] = await withPages(read, [row], span)
  return listed ? { ...listed, timeline: timelineOf(told, Number(row.skew)) } : null
}

/** The chosen sessions, with what only a list needs. */
async function withPages(read: Read, rows: Row[], span: Span): Promise<SessionRow[]> {
  if (rows.length === 0) return []
  const key = (row: Row) => JSON.stringify([row.site, row.sid])
  const sids = [...new Set(rows.map(({ sid }) => String(sid)))]
  const seen = await read(
    `SELECT site, sid, arrayMap(x -> x.2, arraySort(groupArray(tuple(ord, path)))) AS pages
    FROM (${sessionEvents('path', span, "name = 'page_view'")})
    WHERE sid IN (${list(sids)}) GROUP BY site, sid`,
    span.site === null ? {} : { site: span.site },
  )
  const pages = new Map(seen.map(row => [key(row), row.pages]))
  return rows.map(row =>
    sessionRow({
      ...row,
      end: row.ending,
      pages: pages.get(key(row)) ?? [],
      live: Number(row.live) === 1,
      bounce: Number(row.bounce) === 1,
      end_reason: row.end_reason || null,
      entry: row.entry || null,
      last_path: row.last_path || null,
      referrer: row.referrer || null,
      campaign: row.campaign || null,
      device: row.device || null,
    }),
  )
}
