import type { FormRow } from '../api.js'
import { LONGEST } from '../rules.js'
import type { Read } from '../store/connection.js'
import { eventsIn, inPeriod, merged, ofChosen, onSite, openSessions, valuesOf } from './events.js'
import type { Scope } from './scope.js'

/**
 * GET /api/forms: most submitted first. Abandoned is a session that used something in the form, has ended, and never sent
 * it, be it before the period or after; typing alone is not captured, so who only typed is not counted.
 */
export async function forms(read: Read, scope: Scope): Promise<FormRow[]> {
  const now = inPeriod('corrected', scope)
  const period = `${now}${onSite(scope)}`
  const around = `${inPeriod('corrected', { ...scope, from: scope.from - LONGEST, to: scope.to + LONGEST })}${onSite(scope)}`
  const rows = await read(
    `WITH used AS (${merged('corrected, name, path, form, target', `form IS NOT NULL AND name IN ('click', 'form_submit') AND ${around}`)}),
      by_session AS (
        SELECT site, sid, path, form, count(*) FILTER (name = 'form_submit' AND ${now}) AS submits,
          bool_or(name = 'form_submit') AS sent, max(target) FILTER (name = 'form_submit') AS label
        FROM used WHERE true${ofChosen(scope)} GROUP BY site, sid, path, form HAVING bool_or(${now})
      ),
      seen AS (
        SELECT path, count(*) AS views FROM (${eventsIn(scope, 'path', `name = 'page_view' AND ${period}`)}) GROUP BY path
      )
    SELECT path, coalesce(max(label), form) AS form, coalesce(any_value(views), 0) AS views,
      sum(submits) AS submits, count(*) FILTER (NOT sent AND NOT open) AS abandoned
    FROM (SELECT *, (site, sid) IN (${openSessions(scope)}) AS open FROM by_session) b LEFT JOIN seen USING (path)
    GROUP BY path, b.form ORDER BY submits DESC, path, form LIMIT ${scope.limit} OFFSET ${scope.offset}`,
    valuesOf(scope),
  )
  return rows as unknown as FormRow[]
}
