import type { ChoiceRow } from '../api.js'
import type { Read, Row } from '../store/connection.js'
import { chosenSessions, valuesOf } from './events.js'
import { COLUMN, FILTERS, type Filter, NONE } from './filters.js'
import type { Scope } from './scope.js'

export const MOST_CHOICES = 100

/** GET /api/choices: what each filter may be set to in the period, the other filters as they are. */
export const choices = (read: Read, scope: Scope): Promise<ChoiceRow[]> =>
  eachFilter(scope, (filter, open) =>
    read(
      `SELECT coalesce(${COLUMN[filter]}, '${NONE}') AS value, count(*) AS sessions
      FROM main.sessions WHERE ${chosenSessions(open)} GROUP BY value ORDER BY sessions DESC, value LIMIT ${MOST_CHOICES}`,
      valuesOf(open),
    ),
  )

/** `count` is asked for every filter, with a scope in which that one is not set. */
export async function eachFilter(
  scope: Scope,
  count: (filter: Filter, open: Scope) => Promise<Row[]>,
): Promise<ChoiceRow[]> {
  const found = FILTERS.map(async filter => {
    const { [filter]: _, ...others } = scope.filters
    const rows = await count(filter, { ...scope, filters: others })
    return rows.map(({ value, sessions }) => ({ filter, value: String(value), sessions: Number(sessions) }))
  })
  return (await Promise.all(found)).flat()
}
