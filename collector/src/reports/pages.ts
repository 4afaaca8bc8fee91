import type { PageRow } from '../api.js'
import type { Read } from '../store/connection.js'
import { firstIn, inPeriod, ofChosen, onSite, openSessions, valuesOf } from './events.js'
import type { Scope } from './scope.js'

/** GET /api/pages. Views count in the period they happened in; entries and exits belong to the views. */
export async function pages(read: Read, scope: Scope): Promise<PageRow[]> {
  const open = `(site, sid) IN (${openSessions(scope)})`
  const rows = await read(
    `SELECT path, coalesce(arg_max(title, ord) FILTER (title <> ''), '') AS title,
      count(*) AS views, count(*) FILTER (${firstIn(scope)}) AS sessions,
      count(*) FILTER (is_first) AS entries, count(*) FILTER (is_last AND NOT open) AS exits,
      quantile_cont(engaged, 0.5) AS engaged_median, quantile_cont(scroll, 0.5) AS scroll_median
    FROM (SELECT *, CASE WHEN is_last THEN ${open} ELSE false END AS open FROM views
      WHERE ${inPeriod('corrected', scope)}${onSite(scope)}${ofChosen(scope)})
    GROUP BY path ORDER BY views DESC, path LIMIT ${scope.limit} OFFSET ${scope.offset}`,
    valuesOf(scope),
  )
  return rows as unknown as PageRow[]
}
