import { ACTIONS_SQL, HUMAN_SQL } from '../rules.js'
import { cartSteps } from './carts.js'
import { eventsOf } from './events.js'

/** The SDK's default, for sessions whose start never arrived. */
const DEFAULT_TIMEOUT = 30 * 60 * 1000

/**
 * Rows of the table `sessions` from the events of the sessions in `ids`, by the rules of docs/SESSIONS.md. Everything
 * is a min, a max, a sum of maxima or an OR: what arrives late or twice changes nothing that it should not. What
 * depends on the time of asking (is it live? is its cart abandoned?) is left to reports/sessionsAt.ts.
 */
export const deriveSessions = (low: number): string => `
  WITH e AS (${eventsOf(low)}),
  facts AS (
    SELECT site, sid, min(corrected) AS first,
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
      coalesce(bool_or(name = 'purchase'), false) AS purchased,
      arg_min(previous, ord) FILTER (name = 'session_start' AND reason = 'resumed_checkout') AS resumes,
      -- '' instead of NULL, which arg_min would pass over: who came directly came from nowhere else.
      nullif(coalesce(
        arg_min(coalesce(referrer, ''), ord) FILTER (name = 'session_start'),
        arg_min(coalesce(referrer, ''), ord) FILTER (name = 'page_view')), '') AS referrer,
      -- A later one within the session is an event of its own, and no way here.
      nullif(coalesce(
        arg_min(coalesce(campaign, ''), ord) FILTER (name = 'session_start'), arg_min(campaign, ord)), '') AS campaign,
      arg_min(device, ord) AS device
    FROM e GROUP BY site, sid
  ),
  leaves AS (
    SELECT site, sid, doc, page, max(engaged) AS engaged FROM e WHERE name = 'page_leave' GROUP BY site, sid, doc, page
  ),
  engagement AS (SELECT site, sid, sum(engaged) AS engaged FROM leaves GROUP BY site, sid),
  ${cartSteps(low)}
  SELECT f.*, t0 + skew AS start, coalesce(g.engaged, 0) AS engaged, c.cart_lines, c.cart_value, c.cart_currency
  FROM facts f LEFT JOIN engagement g USING (site, sid) LEFT JOIN carts c USING (site, sid)
  ORDER BY start`
