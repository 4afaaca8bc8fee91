import type { ChoiceRow } from '../api.js'
import type { Read } from '../store/connection.js'
import { chosenSessions, valuesOf } from './events.js'
import { COLUMN, FILTERS, type Filter, NONE } from './filters.js'
import type { Scope } from './scope.js'

export const MOST_CHOICES = 100

/** GET /api/choices: what each filter may be set to in the period, the other filters as they are. */
export async function choices(read: Read, scope: Scope): Promise<ChoiceRow[]> {
  return (await Promise.all(FILTERS.map(filter => choicesOf(read, scope, filter)))).flat()
}

async function choicesOf(read: Read, scope: Scope, filter: Filter): Promise<ChoiceRow[]> {
  const { [filter]: _, ...others } = scope.filters
  const open = { ...scope, filters: others }
  const rows = await read(
    `SELECT coalesce(${COLUMN[filter]}, '${NONE}') AS value, count(*) AS sessions
    FROM main.sessions WHERE ${chosenSessions(open)} GROUP BY value ORDER BY sessions DESC, value LIMIT ${MOST_CHOICES}`,
    valuesOf(open),
  )
  return rows.map(({ value, sessions }) => ({ filter, value: String(value), sessions: Number(sessions) }))
}
