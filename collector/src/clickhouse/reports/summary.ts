import type { Spread, Summary } from '../../api.js'
import { valuesOf } from '../../reports/events.js'
import { type Figures, summarize } from '../../reports/figures.js'
import { isFiltered } from '../../reports/filters.js'
import type { Scope } from '../../reports/scope.js'
import { LONGEST } from '../../rules.js'
import type { Read, Row } from '../client.js'
import { quantileOf, sorted } from './quantile.js'
import { chosen, ofChosen, plainSessions, sessionsOf } from './sessionsOf.js'
import { events, type Span, sessionEvents } from './source.js'

/** GET /api/summary */
export const summary = (read: Read, scope: Scope): Promise<Summary> =>
  summarize(
    scope,
    (period, step) => figures(read, period, step),
    () => liveSessions(read, scope),
  )

async function figures(read: Read, scope: Scope, step: number): Promise<Figures> {
  const [row = {}] = await read(
    `SELECT sessions, bounces, stored, abandoned_carts, starts,
      duration_mean, ${quantileOf('durations', 0.5)} AS duration_median, ${quantileOf('durations', 0.9)} AS duration_p90,
      engaged_mean, ${quantileOf('engageds', 0.5)} AS engaged_median, ${quantileOf('engageds', 0.9)} AS engaged_p90
    FROM (
      SELECT count() AS sessions, countIf(bounce) AS bounces, countIf(NOT in_memory) AS stored,
        countIf(cart = 'abandoned') AS abandoned_carts,
        avg(duration) AS duration_mean, ${sorted('duration')} AS durations,
        avg(engaged) AS engaged_mean, ${sorted('engaged')} AS engageds,
        sumMap([toInt64(intDiv(start - ${scope.from}, ${step}))], [toUInt64(1)]) AS starts
      FROM (${sessionsOf(scope)})
    )`,
    valuesOf(scope),
  )
  const counted = "name IN ('page_view', 'purchase')"
  const span: Span = { site: scope.site, from: scope.from, to: scope.to }
  const source = isFiltered(scope)
    ? `SELECT site, name, target, doc, seq FROM (${sessionEvents('name, target', span, counted)}) WHERE 1${ofChosen(scope)}`
    : events('site, name, target, doc, seq', span, counted)
  const [counts = {}] = await read(
    `SELECT countIf(name = 'page_view') AS page_views,
      uniqExactIf(site, if(target = '', concat(doc, toString(seq)), target), name = 'purchase') AS purchases
    FROM (${source})`,
    valuesOf(scope),
  )
  const sessions = Number(row.sessions)
  const [nths = [], ns = []] = Object.values((row.starts ?? []) as number[][])
  return {
    sessions,
    page_views: Number(counts.page_views),
    bounce_rate: Number(row.stored) > 0 ? Number(row.bounces) / Number(row.stored) : null,
    duration: spreadOf(row, 'duration', sessions),
    engaged: spreadOf(row, 'engaged', sessions),
    purchases: Number(counts.purchases),
    abandoned_carts: Number(row.abandoned_carts),
    starts: nths.map((nth, i) => [Number(nth), Number(ns[i])]),
  }
}

function spreadOf(row: Row, name: string, sessions: number): Spread {
  const of = (what: string) => (sessions === 0 ? null : Number(row[`${name}_${what}`]))
  return { mean: of('mean'), median: of('median'), p90: of('p90') }
}

/** Now, whatever the period. */
async function liveSessions(read: Read, scope: Scope): Promise<number> {
  const recent = { ...scope, from: Math.max(0, scope.now - LONGEST), to: Number.MAX_SAFE_INTEGER }
  const [row] = await read(
    `SELECT countIf(live) AS live FROM (${plainSessions(recent)}) WHERE ${chosen(recent)}`,
    valuesOf(scope),
  )
  return Number(row?.live ?? 0)
}
