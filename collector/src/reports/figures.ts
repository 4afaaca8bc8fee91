import type { Spread, Summary } from '../api.js'
import type { Scope } from './scope.js'
import { bucketOf, fillBuckets, stepOf } from './trend.js'

/** What of a period the summary is made of. */
export interface Figures {
  sessions: number
  page_views: number
  bounce_rate: number | null
  duration: Spread
  engaged: Spread
  purchases: number
  abandoned_carts: number
  starts: [number, number][]
}

/** The period's figures beside those of the period of equal length just before. */
export async function summarize(
  scope: Scope,
  figures: (scope: Scope, step: number) => Promise<Figures>,
  liveSessions: () => Promise<number>,
): Promise<Summary> {
  const before: Scope = { ...scope, from: 2 * scope.from - scope.to, to: scope.from }
  const bucket = bucketOf(scope)
  const [now, then, live] = await Promise.all([
    figures(scope, stepOf(bucket)),
    figures(before, stepOf(bucket)),
    liveSessions(),
  ])
  return {
    site: scope.site,
    from: scope.from,
    to: scope.to,
    sessions: now.sessions,
    page_views: now.page_views,
    bounce_rate: now.bounce_rate,
    duration: now.duration,
    engaged: now.engaged,
    purchases: now.purchases,
    abandoned_carts: now.abandoned_carts,
    live,
    previous: {
      sessions: then.sessions,
      page_views: then.page_views,
      bounce_rate: then.bounce_rate,
      duration_median: then.duration.median,
      engaged_median: then.engaged.median,
      purchases: then.purchases,
      abandoned_carts: then.abandoned_carts,
    },
    trend: { bucket_ms: bucket, points: fillBuckets(scope, bucket, now.starts) },
  }
}
