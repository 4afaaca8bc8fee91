import type { ClickRow } from '../../api.js'
import { valuesOf } from '../../reports/events.js'
import type { Scope } from '../../reports/scope.js'
import type { Read } from '../client.js'
import { ofChosen } from './sessionsOf.js'
import { sessionEvents } from './source.js'

/** GET /api/clicks: what was clicked on which page, most clicked first. */
export async function clicks(read: Read, scope: Scope): Promise<ClickRow[]> {
  const { site, from, to } = scope
  const rows = await read(
    `SELECT path, target AS label, tag, count() AS count, uniqExact(site, sid) AS sessions
    FROM (${sessionEvents('path, target, tag', { site, from, to }, "name = 'click'")})
    WHERE 1${ofChosen(scope)}
    GROUP BY path, target, tag ORDER BY count DESC, path, label LIMIT ${scope.offset}, ${scope.limit}`,
    valuesOf(scope),
  )
  return rows as unknown as ClickRow[]
}
