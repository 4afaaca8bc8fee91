import type { ChoiceRow } from '../../api.js'
import { eachFilter, MOST_CHOICES } from '../../reports/choices.js'
import { valuesOf } from '../../reports/events.js'
import { NONE } from '../../reports/filters.js'
import type { Scope } from '../../reports/scope.js'
import type { Read } from '../client.js'
import { COLUMN, chosen, plainSessions } from './sessionsOf.js'

/** GET /api/choices: what each filter may be set to in the period, the other filters as they are. */
export const choices = (read: Read, scope: Scope): Promise<ChoiceRow[]> =>
  eachFilter(scope, (filter, open) =>
    read(
      `SELECT if(${COLUMN[filter]} = '', '${NONE}', ${COLUMN[filter]}) AS value, count() AS sessions
      FROM (${plainSessions(open)}) WHERE ${chosen(open)} GROUP BY value ORDER BY sessions DESC, value LIMIT ${MOST_CHOICES}`,
      valuesOf(open),
    ),
  )
