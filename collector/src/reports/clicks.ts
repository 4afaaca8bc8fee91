import type { ClickRow } from '../api.js'
import type { Read } from '../store/connection.js'
import { firstIn, inPeriod, ofChosen, onSite, valuesOf } from './events.js'
import type { Scope } from './scope.js'

/** GET /api/clicks: what was clicked on which page, most clicked first. */
export async function clicks(read: Read, scope: Scope): Promise<ClickRow[]> {
  const rows = await read(
    `SELECT path, label, tag, count(*) AS count, count(*) FILTER (${firstIn(scope)}) AS sessions
    FROM clicks WHERE ${inPeriod('corrected', scope)}${onSite(scope)}${ofChosen(scope)}
    GROUP BY path, label, tag ORDER BY count DESC, path, label LIMIT ${scope.limit} OFFSET ${scope.offset}`,
    valuesOf(scope),
  )
  return rows as unknown as ClickRow[]
}
