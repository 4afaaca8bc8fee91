import type { FormRow } from '../api.js'
import type { Read } from '../store/connection.js'
import { inPeriod, merged, onSite, valuesOf } from './events.js'
import type { Scope } from './scope.js'

/** The form in an element's path: `main>form#contact>p>button`. Forms do not nest. */
const FORM = "regexp_extract(json_extract_string(props, '$.el.path'), '(?:^|>)(form(?:#[\\w-]+)?)(?:>|$)', 1)"

/**
 * GET /api/forms: most submitted first. Abandoned is a session that clicked in the form and never sent it; typing
 * alone is not captured, so who only typed is not counted.
 */
export async function forms(read: Read, scope: Scope): Promise<FormRow[]> {
  const names = "name IN ('click', 'form_submit', 'page_view')"
  const rows = await read(
    `WITH e AS (${merged('events', `${names} AND ${inPeriod('corrected', scope)}${onSite(scope)}`)}),
      used AS (
        SELECT site, sid, path, name = 'form_submit' AS sent, CASE WHEN name = 'form_submit' THEN target END AS label,
          CASE WHEN name = 'form_submit' THEN coalesce(nullif(${FORM}, ''), 'form') ELSE ${FORM} END AS form
        FROM e WHERE name <> 'page_view'
      ),
      by_session AS (
        SELECT site, sid, path, form, count(*) FILTER (sent) AS submits, max(label) AS label
        FROM used WHERE form <> '' GROUP BY site, sid, path, form
      ),
      views AS (SELECT path, count(*) AS views FROM e WHERE name = 'page_view' GROUP BY path)
    SELECT path, coalesce(max(label), form) AS form, coalesce(any_value(views), 0) AS views,
      sum(submits) AS submits, count(*) FILTER (submits = 0) AS abandoned
    FROM by_session LEFT JOIN views USING (path)
    GROUP BY path, by_session.form ORDER BY submits DESC, path, form LIMIT ${scope.limit} OFFSET ${scope.offset}`,
    valuesOf(scope),
  )
  return rows as unknown as FormRow[]
}
