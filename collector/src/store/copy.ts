import { VARCHAR } from '@duckdb/node-api'
import { inPeriod, ofChosen, onSite } from '../reports/events.js'
import type { Scope } from '../reports/scope.js'
import { sessionsAt } from '../reports/sessionsAt.js'
import { EVENTS, ITEMS } from './schema.js'

/** What can be taken out row by row, however much it is. */
export const RAW = ['events', 'items', 'sessions'] as const
export type Raw = (typeof RAW)[number]
export type FileFormat = 'csv' | 'parquet'

/** The SQL that writes one of them to a file. Its rows pass through: none of it is held in memory as a whole. */
export const copySql = (raw: Raw, scope: Scope, format: FileFormat, file: string): string =>
  `COPY (${format === 'csv' ? guarded(raw, scope) : selected(raw, scope)}) TO '${file.replaceAll("'", "''")}'
  (FORMAT ${format}${format === 'csv' ? ', HEADER' : ''})`

const selected = (raw: Raw, scope: Scope): string => (raw === 'sessions' ? sessionsOf(scope) : rowsOf(raw, scope))

/** Sessions that were merged go by the id that they have now. */
const rowsOf = (raw: 'events' | 'items', scope: Scope): string => `
  SELECT * EXCLUDE (sid) FROM (
    SELECT x.* REPLACE (coalesce(a.winner, x.session) AS session), coalesce(a.winner, x.session) AS sid
    FROM (SELECT * FROM ${raw} WHERE ${inPeriod('corrected', scope)}${onSite(scope)}) x
    LEFT JOIN aliases a ON a.site = x.site AND a.loser = x.session
  ) WHERE true${ofChosen(scope)}`

const sessionsOf = (scope: Scope): string => `
  WITH ${sessionsAt(scope)}
  SELECT site, sid AS id, start, "end", end_reason, duration, engaged, views, events, entry, last_path, referrer,
    campaign, device, live, bounce, in_memory, cart, cart_value AS cart_value_minor, cart_currency FROM sessions`

const textsOf = (columns: Record<string, unknown>): string[] =>
  Object.entries(columns).flatMap(([name, type]) => (type === VARCHAR ? [name] : []))
const TEXTS: Record<Raw, string[]> = {
  events: textsOf(EVENTS),
  items: textsOf(ITEMS),
  sessions: ['site', 'id', 'entry', 'last_path', 'referrer', 'campaign', 'cart_currency'],
}

/** A spreadsheet would run such a text as a formula (../csv.ts). */
const guarded = (raw: Raw, scope: Scope): string => {
  const guard = (name: string) =>
    `CASE WHEN regexp_matches(${name}, '^[=+@\\t\\r-]') THEN '''' || ${name} ELSE ${name} END AS ${name}`
  return `SELECT * REPLACE (${TEXTS[raw].map(guard).join(', ')}) FROM (${selected(raw, scope)})`
}
