import type { Scope } from '../../reports/scope.js'
import { LONGEST, AT as ORDER } from '../../rules.js'
import { daysOf } from '../rows.js'

export const AT = ORDER

/** Ends of tabs that were left open, and events kept for later, belong to sessions that began long before. */
const LATEST = 48 * 60 * 60 * 1000
const END_OF_TIME = 4_102_444_800_000

/** Which events a query has to look at. */
export interface Span {
  site: string | null
  /** By the corrected clock; to not included. null: whenever. */
  from: number | null
  to: number | null
  /** Only these ids of sessions. */
  ids?: string
}

/** All events of the sessions that may have begun in the period. */
export const around = ({ site, from, to }: Pick<Scope, 'site' | 'from' | 'to'>): Span => ({
  site,
  from: Math.max(0, from - LONGEST),
  to: Math.min(END_OF_TIME, to + LONGEST + LATEST),
})

export const onSite = ({ site }: Pick<Span, 'site'>): string => (site === null ? '' : ' AND site = $site')

export const inPeriod = (column: string, { from, to }: Pick<Scope, 'from' | 'to'>): string =>
  `${column} >= ${from} AND ${column} < ${to}`

const NOT_FORGOTTEN = '(site, session) GLOBAL NOT IN (SELECT site, session FROM forgotten)'

function spanned({ from, to, ids, ...span }: Span): string {
  const low = from ?? 0
  const high = to ?? END_OF_TIME
  const time =
    from === null && to === null ? '1' : `${daysOf(low, high)} AND ${inPeriod('corrected', { from: low, to: high })}`
  return `${time}${ids === undefined ? '' : ` AND session IN (${ids})`}${onSite(span)}`
}

/** Events, each once whatever was sent twice, without those of deleted sessions. */
export const events = (columns: string, span: Span, where = '1'): string => `
  SELECT ${columns} FROM events FINAL WHERE ${spanned(span)} AND ${where} AND ${NOT_FORGOTTEN}`

/** The same of sessions only. */
export const sessionEvents = (columns: string, span: Span, where = '1'): string =>
  eventsWithSession(columns, span, `session != '' AND ${where}`)

/** Events with `sid`, the id under which merged sessions are one, '' without any, and `ord`, their order. */
export const eventsWithSession = (columns: string, span: Span, where = '1'): string => `
  SELECT site, doc, seq, ord, ${columns}, if(winner = '', session, winner) AS sid
  FROM (SELECT site, session, doc, seq, ${AT} AS ord, ${columns} FROM (
    ${events(`site, session, doc, seq, time${extra(columns)}`, span, where)})) AS l
  GLOBAL ANY LEFT JOIN (SELECT site, loser AS session, winner FROM aliases FINAL) AS r USING (site, session)`

/** A column is named once. */
const extra = (columns: string): string =>
  columns
    .split(',')
    .map(column => column.trim())
    .filter(column => column !== '' && column !== 'time')
    .map(column => `, ${column}`)
    .join('')
