import { eventsOf } from './events.js'

/** Rows of the table `clicks`, each with when the session clicked the same before. */
export const deriveClicks = (low: number): string => `
  WITH e AS (
    SELECT site, sid, path, coalesce(target, '') AS label, coalesce(tag, '') AS tag, corrected
    FROM (${eventsOf(low)}) WHERE name = 'click'
  )
  SELECT *, lag(corrected) OVER (PARTITION BY site, sid, path, label, tag ORDER BY corrected) AS before
  FROM e ORDER BY corrected`
