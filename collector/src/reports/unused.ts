import type { UnusedRow } from '../api.js'
import type { Read } from '../store/connection.js'
import { eventsIn, inPeriod, ofChosen, onSite, valuesOf } from './events.js'
import type { Scope } from './scope.js'

/**
 * GET /api/clicks?unused=1: what was used before the period, lies on a page that was seen in it, and was used by
 * nobody in it. What nobody ever used is not known: an element is first heard of when it is used.
 */
export async function unused(read: Read, scope: Scope): Promise<UnusedRow[]> {
  const seen = `name = 'page_view' AND ${inPeriod('corrected', scope)}${onSite(scope)}`
  const rows = await read(
    `WITH known AS (SELECT *, corrected >= ${scope.from}${ofChosen(scope)} AS now
        FROM clicks WHERE corrected < ${scope.to}${onSite(scope)}),
      seen AS (SELECT path, count(*) AS views FROM (${eventsIn(scope, 'path', seen)}) GROUP BY path)
    SELECT path, label, tag, any_value(views) AS views, max(corrected) AS last_used
    FROM known JOIN seen USING (path) GROUP BY path, label, tag HAVING NOT bool_or(now)
    ORDER BY views DESC, last_used DESC, path, label LIMIT ${scope.limit} OFFSET ${scope.offset}`,
    valuesOf(scope),
  )
  return rows as unknown as UnusedRow[]
}
