import { cartSteps } from './cartSteps.js'
import { ACTIONS_SQL, HUMAN_SQL, merged } from './events.js'

/** The SDK's default, for sessions whose start never arrived. */
export const DEFAULT_TIMEOUT = 30 * 60 * 1000
const BOUNCE_ENGAGED = 10_000

/**
 * Common table expressions that end in `sessions`: one row per session, by the rules of docs/SESSIONS.md.
 * Everything in it is a min, a max or an OR: what arrives late or twice changes nothing it should not.
 */
export const sessionFacts = (where: string, now: number): string => `
  e AS (${merged('events', where)}),
  facts AS (
    SELECT site, sid,
      coalesce(min(time) FILTER (name = 'session_start'), min(time) FILTER (NOT tail), min(time)) AS t0,
      max(coalesce(moment, time)) FILTER (name = 'session_end') AS said_end,
      arg_max(reason, coalesce(moment, time)) FILTER (name = 'session_end') AS said_reason,
      max(CASE WHEN tail THEN NULL WHEN name = 'page_leave' THEN moment WHEN name IN (${HUMAN_SQL}) THEN time END) AS seen,
      coalesce(max(timeout), ${DEFAULT_TIMEOUT}) AS timeout,
      arg_min(corrected - time, ord) AS skew,
      count(*) AS events,
      count(*) FILTER (name = 'page_view') AS views,
      coalesce(bool_or(name IN (${ACTIONS_SQL})), false) AS acted,
      coalesce(bool_or(store = 'memory'), false) AS in_memory,
      arg_min(path, ord) FILTER (name = 'page_view') AS entry,
      arg_max(path, ord) FILTER (name = 'page_view') AS last_path,
      count(*) FILTER (name = 'purchase') > 0 AS purchased
    FROM e GROUP BY site, sid
  ),
  leaves AS (
    SELECT site, sid, doc, page, max(engaged) AS engaged, max(scroll) AS scroll
    FROM e WHERE name = 'page_leave' GROUP BY site, sid, doc, page
  ),
  engagement AS (SELECT site, sid, sum(engaged) AS engaged FROM leaves GROUP BY site, sid),
  ${cartSteps(where)},
  timed AS (
    SELECT *,
      said_end IS NULL AND ${now} - (coalesce(seen, t0) + skew) <= timeout AS live,
      greatest(t0, coalesce(said_end, seen, t0)) AS t1
    FROM facts
  ),
  sessions AS (
    SELECT t.*, t.t0 + skew AS start, t.t1 + skew AS "end", t1 - t0 AS duration,
      coalesce(g.engaged, 0) AS engaged,
      CASE WHEN live THEN NULL ELSE coalesce(said_reason, 'timeout') END AS end_reason,
      views = 1 AND NOT acted AND coalesce(g.engaged, 0) < ${BOUNCE_ENGAGED} AND NOT in_memory AS bounce,
      CASE
        WHEN resumed.sid IS NOT NULL THEN 'purchased'
        WHEN k.lines > 0 THEN CASE WHEN live THEN 'filled' ELSE 'abandoned' END
        WHEN purchased THEN 'purchased'
        ELSE 'none'
      END AS cart,
      k.cart_value, k.cart_currency, k.cart_lines, k.cart_at
    FROM timed t
    LEFT JOIN engagement g USING (site, sid)
    LEFT JOIN carts k USING (site, sid)
    LEFT JOIN resumed USING (site, sid)
  )`
