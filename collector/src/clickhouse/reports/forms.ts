import type { FormRow } from '../../api.js'
import { valuesOf } from '../../reports/events.js'
import { isFiltered } from '../../reports/filters.js'
import type { Scope } from '../../reports/scope.js'
import { LONGEST } from '../../rules.js'
import type { Read } from '../client.js'
import { ofChosen, openSessions } from './sessionsOf.js'
import { events, inPeriod, type Span, sessionEvents } from './source.js'

/** GET /api/forms: most submitted first; the rules are those of reports/forms.ts. */
export async function forms(read: Read, scope: Scope): Promise<FormRow[]> {
  const span: Span = { site: scope.site, from: scope.from, to: scope.to }
  const now = inPeriod('corrected', scope)
  const around: Span = { ...span, from: Math.max(0, scope.from - LONGEST), to: scope.to + LONGEST }
  const used = sessionEvents(
    'corrected, name, path, form, target',
    around,
    "form != '' AND name IN ('click', 'form_submit')",
  )
  const bySession = `SELECT site, sid, path, form, countIf(name = 'form_submit' AND ${now}) AS sent,
      countIf(name = 'form_submit') AS ever, maxIf(target, name = 'form_submit') AS label
    FROM (${used}) WHERE 1${ofChosen(scope)} GROUP BY site, sid, path, form HAVING countIf(${now}) > 0`
  const views = isFiltered(scope)
    ? `SELECT path FROM (${sessionEvents('path', span, "name = 'page_view'")}) WHERE 1${ofChosen(scope)}`
    : events('path', span, "name = 'page_view'")
  const rows = await read(
    `SELECT path, if(label = '', form, label) AS form, views, submits, abandoned FROM (
      SELECT path, form, max(label) AS label, sum(sent) AS submits,
        countIf(ever = 0 AND (site, sid) GLOBAL NOT IN (${openSessions(scope)})) AS abandoned
      FROM (${bySession}) GROUP BY path, form
    ) AS l ANY LEFT JOIN (SELECT path, count() AS views FROM (${views}) GROUP BY path) AS r USING (path)
    ORDER BY submits DESC, path, form LIMIT ${scope.offset}, ${scope.limit}`,
    valuesOf(scope),
  )
  return rows as unknown as FormRow[]
}
