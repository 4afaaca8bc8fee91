import type { Spread, Summary } from '../api.js'
import type { Scope } from './scope.js'
import { fillBuckets } from './trend.js'

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

/** `then`: the period of equal length just before. */
export function toSummary(scope: Scope, bucket: number, now: Figures, then: Figures, live: number): Summary {
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
