import type { Summary } from '../api.js'
import { LONGEST } from '../rules.js'
import type { Read, Row } from '../store/connection.js'
import { eventsIn, inPeriod, onSite, valuesOf } from './events.js'
import { type Figures, summarize } from './figures.js'
import type { Scope } from './scope.js'
import { sessionsAt } from './sessionsAt.js'

const spread = (column: string): string => `{
  mean: avg(${column}), median: quantile_cont(${column}, 0.5), p90: quantile_cont(${column}, 0.9) }`

/** GET /api/summary */
export const summary = (read: Read, scope: Scope): Promise<Summary> =>
  summarize(
    scope,
    (period, step) => figures(read, period, step),
    () => liveSessions(read, scope),
  )

async function figures(read: Read, scope: Scope, step: number): Promise<Figures> {
  const [row = {}] = await read(
    `WITH ${sessionsAt(scope)}
    SELECT count(*) AS sessions,
      count(*) FILTER (bounce) / nullif(count(*) FILTER (NOT in_memory), 0) AS bounce_rate,
      ${spread('duration')} AS duration, ${spread('engaged')} AS engaged,
      count(*) FILTER (cart = 'abandoned') AS abandoned_carts,
      (SELECT list([nth, n]) FROM (
        SELECT (start - ${scope.from}) // ${step} AS nth, count(*) AS n FROM sessions GROUP BY nth)) AS starts
    FROM sessions`,
    valuesOf(scope),
  )
  const [counts = {}] = await read(
    `SELECT count(*) FILTER (name = 'page_view') AS page_views,
      -- Each shop numbers its orders for itself.
      count(DISTINCT site || ' ' || coalesce(target, doc || seq)) FILTER (name = 'purchase') AS purchases
    FROM (${eventsIn(scope, 'name, target, doc, seq', `name IN ('page_view', 'purchase') AND ${inPeriod('corrected', scope)}${onSite(scope)}`)})`,
    valuesOf(scope),
  )
  return { ...(row as Row & Figures), ...(counts as Row & Figures), starts: (row.starts ?? []) as [number, number][] }
}

/** Now, whatever the period. */
async function liveSessions(read: Read, scope: Scope): Promise<number> {
  const recent = { ...scope, from: scope.now - LONGEST, to: Number.MAX_SAFE_INTEGER }
  const [row] = await read(
    `WITH ${sessionsAt(recent)} SELECT count(*) FILTER (live) AS live FROM sessions`,
    valuesOf(scope),
  )
  return Number(row?.live ?? 0)
}
