import type { ClickRow } from '../api.js'
import type { Read } from '../store/connection.js'
import { inPeriod, merged, ofChosen, onSite, valuesOf } from './events.js'
import type { Scope } from './scope.js'

/** GET /api/clicks: what was clicked on which page, most clicked first. */
export async function clicks(read: Read, scope: Scope): Promise<ClickRow[]> {
  const rows = await read(
    `WITH e AS (${merged('path, target, tag', `name = 'click' AND ${inPeriod('corrected', scope)}${onSite(scope)}`)})
    SELECT path, coalesce(target, '') AS label, coalesce(tag, '') AS tag,
      count(*) AS count, count(DISTINCT hash(site, sid)) AS sessions
    FROM e WHERE true${ofChosen(scope)} GROUP BY ALL ORDER BY count DESC, path, label LIMIT ${scope.limit} OFFSET ${scope.offset}`,
    valuesOf(scope),
  )
  return rows as unknown as ClickRow[]
}
