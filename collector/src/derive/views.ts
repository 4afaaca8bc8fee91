import { eventsOf } from './events.js'

/**
 * Rows of the table `views`: each page view with what its page's snapshots say, its place in the session, and when the
 * session saw the same page before.
 */
export const deriveViews = (low: number): string => `
  WITH e AS (${eventsOf(low)}),
  leaves AS (
    SELECT site, sid, doc, page, max(engaged) AS engaged, max(scroll) AS scroll
    FROM e WHERE name = 'page_leave' GROUP BY site, sid, doc, page
  )
  SELECT e.site, e.sid, e.path, e.title, e.corrected, e.ord, l.engaged, l.scroll,
    row_number() OVER (PARTITION BY e.site, e.sid ORDER BY e.ord) = 1 AS is_first,
    row_number() OVER (PARTITION BY e.site, e.sid ORDER BY e.ord DESC) = 1 AS is_last,
    lag(e.corrected) OVER (PARTITION BY e.site, e.sid, e.path ORDER BY e.corrected) AS before
  FROM e LEFT JOIN leaves l USING (site, sid, doc, page)
  WHERE e.name = 'page_view' ORDER BY e.corrected`
