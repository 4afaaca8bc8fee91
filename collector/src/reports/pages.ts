import type { PageRow } from '../api.js'
import type { Read } from '../store/connection.js'
import { around, inPeriod, valuesOf } from './events.js'
import { sessionFacts } from './facts.js'
import type { Scope } from './scope.js'

/** GET /api/pages. Views count in the period they happened in; entries and exits belong to the views. */
export async function pages(read: Read, scope: Scope): Promise<PageRow[]> {
  const rows = await read(
    `WITH ${sessionFacts(around(scope), scope.now)},
      views AS (
        SELECT e.path, e.title, e.ord, e.corrected, e.site, e.sid, l.engaged, l.scroll,
          row_number() OVER (PARTITION BY e.site, e.sid ORDER BY e.ord) = 1 AS entered,
          row_number() OVER (PARTITION BY e.site, e.sid ORDER BY e.ord DESC) = 1 AND NOT s.live AS exited
        FROM e JOIN sessions s USING (site, sid) LEFT JOIN leaves l USING (site, sid, doc, page)
        WHERE e.name = 'page_view'
      )
    SELECT path, coalesce(arg_max(title, ord) FILTER (title <> ''), '') AS title,
      count(*) AS views, count(DISTINCT (site, sid)) AS sessions,
      count(*) FILTER (entered) AS entries, count(*) FILTER (exited) AS exits,
      quantile_cont(engaged, 0.5) AS engaged_median, quantile_cont(scroll, 0.5) AS scroll_median
    FROM views WHERE ${inPeriod('corrected', scope)}
    GROUP BY path ORDER BY views DESC, path LIMIT ${scope.limit} OFFSET ${scope.offset}`,
    valuesOf(scope),
  )
  return rows as unknown as PageRow[]
}
