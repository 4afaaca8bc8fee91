import type { PageRow } from '../../api.js'
import { valuesOf } from '../../reports/events.js'
import type { Scope } from '../../reports/scope.js'
import { LONGEST } from '../../rules.js'
import type { Read } from '../client.js'
import { quantileOf, sorted } from './quantile.js'
import { ofChosen, openSessions } from './sessionsOf.js'
import { around, inPeriod, sessionEvents } from './source.js'

/** GET /api/pages. Views count in the period they happened in; entries and exits belong to the views. */
export async function pages(read: Read, scope: Scope): Promise<PageRow[]> {
  const span = around(scope)
  const views = sessionEvents('page, path, title, corrected', span, "name = 'page_view'")
  const leaves = `SELECT site, sid, doc, page, max(engaged) AS engaged, max(scroll) AS scroll
    FROM (${sessionEvents('page, engaged, scroll', span, "name = 'page_leave'")}) GROUP BY site, sid, doc, page`
  const ends = `SELECT site, sid, min(ord) AS first_ord, max(ord) AS last_ord FROM (${views}) GROUP BY site, sid`
  // Where a session is now is no exit yet.
  const over = scope.to < scope.now - LONGEST ? '' : ` AND (site, sid) GLOBAL NOT IN (${openSessions(scope)})`
  const rows = await read(
    `SELECT path, title, views, sessions, entries, exits,
      ${quantileOf('engageds', 0.5)} AS engaged_median, ${quantileOf('scrolls', 0.5)} AS scroll_median
    FROM (
      SELECT path, argMaxIf(title, ord, title != '') AS title, count() AS views, uniqExact(site, sid) AS sessions,
        countIf(ord = first_ord) AS entries, countIf(ord = last_ord${over}) AS exits,
        ${sorted('engaged')} AS engageds, ${sorted('scroll')} AS scrolls
      FROM (
        SELECT site, sid, ord, path, title, engaged, scroll, first_ord, last_ord FROM (
          SELECT site, sid, ord, path, title, engaged, scroll FROM (${views}) AS l
          ANY LEFT JOIN (${leaves}) AS r USING (site, sid, doc, page) WHERE ${inPeriod('corrected', scope)}
        ) AS l ANY LEFT JOIN (${ends}) AS r USING (site, sid)
      ) WHERE 1${ofChosen(scope)} GROUP BY path
    ) ORDER BY views DESC, path LIMIT ${scope.offset}, ${scope.limit}`,
    valuesOf(scope),
  )
  return rows as unknown as PageRow[]
}
