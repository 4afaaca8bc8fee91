import type { SessionRow } from '../api.js'
import type { Read, Row } from '../store/connection.js'
import { around, inPeriod, valuesOf } from './events.js'
import { sessionFacts } from './facts.js'
import type { Scope } from './scope.js'

/** GET /api/sessions: the latest start first. */
export async function sessions(read: Read, scope: Scope): Promise<SessionRow[]> {
  const rows = await read(
    rowsOf(
      around(scope),
      scope,
      `WHERE ${inPeriod('start', scope)}${scope.live ? ' AND live' : ''} ORDER BY start DESC, sid LIMIT ${scope.limit} OFFSET ${scope.offset}`,
    ),
    valuesOf(scope),
  )
  return rows.map(sessionRow)
}

/** The chosen sessions, with what only a list needs. */
export const rowsOf = (where: string, scope: Scope, choose: string): string => `
  WITH ${sessionFacts(where, scope.now)},
    chosen AS (SELECT * FROM sessions ${choose}),
    details AS (
      SELECT site, sid, list(path ORDER BY ord) FILTER (name = 'page_view') AS pages,
        coalesce(arg_min(referrer, ord) FILTER (name = 'session_start'), arg_min(referrer, ord) FILTER (name = 'page_view')) AS referrer,
        arg_min(device, ord) AS device
      FROM e SEMI JOIN chosen USING (site, sid) GROUP BY site, sid
    )
  SELECT c.*, d.pages, d.referrer, d.device FROM chosen c LEFT JOIN details d USING (site, sid)
  ORDER BY start DESC, sid`

export const sessionRow = (row: Row): SessionRow => ({
  id: String(row.sid),
  start: Number(row.start),
  end: Number(row.end),
  end_reason: row.end_reason as SessionRow['end_reason'],
  duration: Number(row.duration),
  engaged: Number(row.engaged),
  pages: (row.pages ?? []) as string[],
  events: Number(row.events),
  entry: row.entry as string | null,
  exit: row.live === true ? null : (row.last_path as string | null),
  referrer: row.referrer as string | null,
  device: row.device as SessionRow['device'],
  live: row.live === true,
  bounce: row.bounce === true,
  cart: row.cart as SessionRow['cart'],
})
