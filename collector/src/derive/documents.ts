/** Rows of the table `documents`: what each document said it had, and what of it is here. */
export const deriveDocuments = (low: number): string => `
  WITH told AS (
    SELECT doc, any_value(site) AS site, min(received) AS first, max(received) AS last, max(high) AS high,
      max(dropped) AS dropped
    FROM marks SEMI JOIN touched_docs USING (doc) WHERE received >= ${low} GROUP BY doc
  ),
  here AS (
    SELECT doc, count(DISTINCT seq) AS here FROM (
      SELECT doc, seq FROM events WHERE received >= ${low}
      UNION ALL SELECT doc, seq FROM rejected_events WHERE seq IS NOT NULL AND received >= ${low}
    ) SEMI JOIN touched_docs USING (doc) GROUP BY doc
  )
  SELECT told.*, coalesce(here, 0) AS here FROM told LEFT JOIN here USING (doc)`
