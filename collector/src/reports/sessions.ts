import type { SessionRow } from '../api.js'
import type { Read, Row } from '../store/connection.js'
import { valuesOf } from './events.js'
import type { Scope } from './scope.js'
import { sessionsAt } from './sessionsAt.js'

/** GET /api/sessions: the latest start first. */
export async function sessions(read: Read, scope: Scope): Promise<SessionRow[]> {
  const live = scope.live ? 'WHERE live' : ''
  const rows = await read(
    rowsOf(sessionsAt(scope), `${live} ORDER BY start DESC, sid LIMIT ${scope.limit} OFFSET ${scope.offset}`),
    valuesOf(scope),
  )
  return rows.map(sessionRow)
}

/** The chosen sessions, with what only a list needs. */
export const rowsOf = (sessions: string, choose: string): string => `
  WITH ${sessions},
    chosen AS MATERIALIZED (SELECT * FROM sessions ${choose}),
    seen_pages AS (
      SELECT site, sid, list(path ORDER BY ord) AS pages
      FROM views WHERE sid IN (SELECT sid FROM chosen) GROUP BY site, sid
    )
  SELECT * FROM chosen LEFT JOIN seen_pages USING (site, sid) ORDER BY start DESC, sid`

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
  campaign: row.campaign as string | null,
  device: row.device as SessionRow['device'],
  live: row.live === true,
  bounce: row.bounce === true,
  cart: row.cart as SessionRow['cart'],
})
