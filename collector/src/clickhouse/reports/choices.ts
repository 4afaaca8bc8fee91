import type { ChoiceRow } from '../../api.js'
import { MOST_CHOICES } from '../../reports/choices.js'
import { FILTERS, type Filter, NONE } from '../../reports/filters.js'
import type { Scope } from '../../reports/scope.js'
import type { Read } from '../client.js'
import { COLUMN, chosen, plainSessions, valuesOf } from './sessionsOf.js'

/** GET /api/choices: what each filter may be set to in the period, the other filters as they are. */
export async function choices(read: Read, scope: Scope): Promise<ChoiceRow[]> {
  return (await Promise.all(FILTERS.map(filter => choicesOf(read, scope, filter)))).flat()
}

async function choicesOf(read: Read, scope: Scope, filter: Filter): Promise<ChoiceRow[]> {
  const { [filter]: _, ...others } = scope.filters
  const open = { ...scope, filters: others }
  const rows = await read(
    `SELECT if(${COLUMN[filter]} = '', '${NONE}', ${COLUMN[filter]}) AS value, count() AS sessions
    FROM (${plainSessions(open)}) WHERE ${chosen(open)} GROUP BY value ORDER BY sessions DESC, value LIMIT ${MOST_CHOICES}`,
    valuesOf(open),
  )
  return rows.map(({ value, sessions }) => ({ filter, value: String(value), sessions: Number(sessions) }))
}
