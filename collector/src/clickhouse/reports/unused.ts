import type { UnusedRow } from '../../api.js'
import { valuesOf } from '../../reports/events.js'
import { isFiltered } from '../../reports/filters.js'
import type { Scope } from '../../reports/scope.js'
import type { Read } from '../client.js'
import { ofChosen } from './sessionsOf.js'
import { events, type Span, sessionEvents } from './source.js'

/** GET /api/clicks?unused=1: used before the period and by nobody in it; the rules are those of reports/unused.ts. */
export async function unused(read: Read, scope: Scope): Promise<UnusedRow[]> {
  const { site, from, to } = scope
  const span: Span = { site, from, to }
  const clicks = sessionEvents('path, target, tag, corrected', { site, from: 0, to }, "name = 'click'")
  const seen = isFiltered(scope)
    ? `SELECT path FROM (${sessionEvents('path', span, "name = 'page_view'")}) WHERE 1${ofChosen(scope)}`
    : events('path', span, "name = 'page_view'")
  const rows = await read(
    `SELECT path, label, tag, views, last_used FROM (
      SELECT path, target AS label, tag, max(corrected) AS last_used
      FROM (${clicks}) GROUP BY path, target, tag HAVING countIf(corrected >= ${from}${ofChosen(scope)}) = 0
    ) AS l ANY LEFT JOIN (SELECT path, count() AS views FROM (${seen}) GROUP BY path) AS r USING (path) WHERE views > 0
    ORDER BY views DESC, last_used DESC, path, label LIMIT ${scope.offset}, ${scope.limit}`,
    valuesOf(scope),
  )
  return rows as unknown as UnusedRow[]
}
