import { BOUNCE_ENGAGED } from '../rules.js'
import { chosenSessions } from './events.js'
import type { Scope } from './scope.js'

/**
 * The sessions that began in the period, as they stand at the time of asking: `sessions` as a common table expression
 * in the place of the table, with what only now can tell.
 */
export const sessionsAt = (scope: Scope, where = chosenSessions(scope)): string => `
  timed AS (
    SELECT *, said_end IS NULL AND ${scope.now} - (coalesce(seen, t0) + skew) <= timeout AS live,
      greatest(t0, coalesce(said_end, seen, t0)) - t0 AS duration
    FROM main.sessions WHERE ${where}
  ),
  resumed AS (
    SELECT DISTINCT r.site, coalesce(a.winner, r.resumes) AS sid
    FROM main.sessions r LEFT JOIN aliases a ON a.site = r.site AND a.loser = r.resumes
    WHERE r.resumes IS NOT NULL AND r.purchased
  ),
  sessions AS (
    SELECT t.*, start + duration AS "end",
      CASE WHEN live THEN NULL ELSE coalesce(said_reason, 'timeout') END AS end_reason,
      views = 1 AND NOT acted AND engaged < ${BOUNCE_ENGAGED} AND NOT in_memory AS bounce,
      CASE
        WHEN resumed.sid IS NOT NULL THEN 'purchased'
        WHEN cart_lines IS NOT NULL THEN CASE WHEN live THEN 'filled' ELSE 'abandoned' END
        WHEN purchased THEN 'purchased'
        ELSE 'none'
      END AS cart
    FROM timed t LEFT JOIN resumed USING (site, sid)
  )`
