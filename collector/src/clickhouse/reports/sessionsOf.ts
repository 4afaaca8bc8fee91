import { type Filter, isFiltered, matchingIn } from '../../reports/filters.js'
import type { Scope } from '../../reports/scope.js'
import { ACTIONS_SQL, BOUNCE_ENGAGED, HUMAN_SQL, LONGEST } from '../../rules.js'
import { cartsOf } from './cartsOf.js'
import { around, inPeriod, type Span, sessionEvents } from './source.js'

/** The SDK's default, for sessions whose start never arrived. */
const DEFAULT_TIMEOUT = 30 * 60 * 1000

const FACTS = [
  'site, sid, t0, skew, has_end, said_end, said_reason, last_seen, timeout, events, views, acted, in_memory, entry',
  'last_path, purchased, resumes, referrer, campaign, device',
].join(', ')
const CART = 'cart_currency, cart_value, line_ids, line_names, line_quantities, line_prices, line_currencies'

/** One row a session, by the rules of derive/sessions.ts. */
const factsOf = (span: Span): string => `
  SELECT site, sid,
    multiIf(countIf(name = 'session_start') > 0, minIf(time, name = 'session_start'),
      countIf(tail = 0) > 0, minIf(time, tail = 0), min(time)) AS t0,
    countIf(name = 'session_end') > 0 AS has_end,
    maxIf(ifNull(moment, time), name = 'session_end') AS said_end,
    argMaxIf(reason, ifNull(moment, time), name = 'session_end' AND reason != '') AS said_reason,
    if(countIf(human) > 0, maxIf(if(name = 'page_leave', ifNull(moment, 0), time), human), t0) AS last_seen,
    ifNull(max(timeout), ${DEFAULT_TIMEOUT}) AS timeout,
    argMin(corrected - time, ord) AS skew,
    count() AS events,
    countIf(name = 'page_view') AS views,
    countIf(name IN (${ACTIONS_SQL})) > 0 AS acted,
    countIf(store = 'memory') > 0 AS in_memory,
    argMinIf(path, ord, name = 'page_view') AS entry,
    argMaxIf(path, ord, name = 'page_view') AS last_path,
    countIf(name = 'purchase') > 0 AS purchased,
    argMinIf(previous, ord, name = 'session_start' AND reason = 'resumed_checkout' AND previous != '') AS resumes,
    if(countIf(name = 'session_start') > 0, argMinIf(referrer, ord, name = 'session_start'),
      argMinIf(referrer, ord, name = 'page_view')) AS referrer,
    if(countIf(name = 'session_start') > 0, argMinIf(campaign, ord, name = 'session_start'),
      argMinIf(campaign, ord, campaign != '')) AS campaign,
    argMinIf(device, ord, device != '') AS device
  FROM (
    SELECT site, sid, ord, name, time, corrected, tail, moment, reason, timeout, path, referrer, previous, campaign, store,
      device, tail = 0 AND (name IN (${HUMAN_SQL}) OR (name = 'page_leave' AND isNotNull(moment))) AS human
    FROM (${sessionEvents(
      'name, time, corrected, tail, moment, reason, timeout, path, referrer, previous, campaign, store, device',
      span,
    )})
  ) GROUP BY site, sid`

const engagementOf = (span: Span): string => `
  SELECT site, sid, toInt64(sum(ifNull(most, 0))) AS engaged FROM (
    SELECT site, sid, doc, page, max(engaged) AS most
    FROM (${sessionEvents('page, engaged', span, "name = 'page_leave'")}) GROUP BY site, sid, doc, page
  ) GROUP BY site, sid`

/** Sessions whose cart was bought in a later one. */
const resumedIn = (span: Span): string => `
  SELECT site, if(winner = '', session, winner) AS sid, toUInt8(1) AS resumed FROM (
    SELECT site, previous AS session FROM (
      SELECT site, sid, argMinIf(previous, ord, name = 'session_start' AND reason = 'resumed_checkout' AND previous != '') AS previous,
        countIf(name = 'purchase') AS bought
      FROM (${sessionEvents('name, reason, previous', { site: span.site, from: span.from, to: null }, "name IN ('session_start', 'purchase')")})
      GROUP BY site, sid
    ) WHERE bought > 0 AND previous != ''
  ) AS l ANY LEFT JOIN (SELECT site, loser AS session, winner FROM aliases FINAL) AS r USING (site, session)`

const HOST = "extract(referrer, '^[a-z][a-z0-9+.-]*://(?:www[.])?([^/?#]+)')"

/** What a filter is compared with. */
export const COLUMN: Record<Filter, string> = {
  entry: 'entry',
  referrer: `if(${HOST} = '', referrer, ${HOST})`,
  campaign: 'campaign',
  device: 'device',
}

const matching = matchingIn({ column: COLUMN, isNone: "= ''", startsWith: 'startsWith' })

/** Only what tells sessions apart: no cart, no engagement. */
export const plainSessions = (scope: Scope, span: Span = around(scope)): string => `
  SELECT ${FACTS}, t0 + skew AS start,
    has_end = 0 AND ${scope.now} - (last_seen + skew) <= timeout AS live
  FROM (${factsOf(span)})`

/** Conditions on `plainSessions`: those of the period that the filters let through. */
export const chosen = (scope: Scope): string => `${inPeriod('start', scope)}${matching(scope)}`

/** The sessions that began in the period, or that `where` lets through, as they stand at the time of asking. */
export const sessionsOf = (scope: Scope, where = chosen(scope), span: Span = around(scope)): string => `
  SELECT ${FACTS}, start, live, engaged, ${CART},
    greatest(t0, if(has_end, said_end, last_seen)) - t0 AS duration,
    start + duration AS ending,
    multiIf(live, '', has_end AND said_reason != '', said_reason, 'timeout') AS end_reason,
    views = 1 AND NOT acted AND engaged < ${BOUNCE_ENGAGED} AND NOT in_memory AS bounce,
    multiIf(resumed = 1, 'purchased', notEmpty(line_ids), if(live, 'filled', 'abandoned'), purchased, 'purchased', 'none') AS cart
  FROM (
    SELECT ${FACTS}, start, live, engaged, ${CART} FROM (
      SELECT ${FACTS}, start, live, engaged FROM (${plainSessions(scope, span)}) AS l
      ANY LEFT JOIN (${engagementOf(span)}) AS r USING (site, sid) WHERE ${where}
    ) AS l ANY LEFT JOIN (${cartsOf(span)}) AS r USING (site, sid)
  ) AS l ANY LEFT JOIN (${resumedIn(span)}) AS r USING (site, sid)`

/** `site, sid` of the sessions that are going on. */
export function openSessions(scope: Scope): string {
  const recent = { ...scope, from: Math.max(0, scope.now - LONGEST), to: Number.MAX_SAFE_INTEGER }
  return `SELECT site, sid FROM (${plainSessions(recent)}) WHERE live AND start >= ${recent.from}`
}

/** A condition on what has a `site` and a `sid`; nothing where no filter is set. */
export const ofChosen = (scope: Scope, span: Span = around(scope)): string =>
  isFiltered(scope)
    ? ` AND (site, sid) GLOBAL IN (SELECT site, sid FROM (${plainSessions(scope, span)}) WHERE 1${matching(scope)})`
    : ''
