import { BIGINT, BOOLEAN, type DuckDBType, VARCHAR } from '@duckdb/node-api'
import { inPeriod, ofChosen, onSite } from '../reports/events.js'
import type { Scope } from '../reports/scope.js'
import { sessionsAt } from '../reports/sessionsAt.js'
import type { FileFormat, Raw } from './raw.js'
import { EVENTS, ITEMS } from './schema.js'

const SESSIONS: Record<string, DuckDBType> = {
  site: VARCHAR,
  id: VARCHAR,
  start: BIGINT,
  end: BIGINT,
  end_reason: VARCHAR,
  duration: BIGINT,
  engaged: BIGINT,
  views: BIGINT,
  events: BIGINT,
  entry: VARCHAR,
  last_path: VARCHAR,
  referrer: VARCHAR,
  campaign: VARCHAR,
  device: VARCHAR,
  live: BOOLEAN,
  bounce: BOOLEAN,
  in_memory: BOOLEAN,
  cart: VARCHAR,
  cart_value_minor: BIGINT,
  cart_currency: VARCHAR,
}

/** The columns of a raw file, whichever store it comes from. */
export const COLUMNS: Record<Raw, Record<string, DuckDBType>> = { events: EVENTS, items: ITEMS, sessions: SESSIONS }

/** The SQL that writes these rows to a file. They pass through: none of it is held in memory as a whole. */
export const writeSql = (raw: Raw, select: string, format: FileFormat, file: string): string =>
  `COPY (${format === 'csv' ? guarded(raw, select) : select}) TO '${file.replaceAll("'", "''")}'
  (FORMAT ${format}${format === 'csv' ? ', HEADER' : ''})`

export const copySql = (raw: Raw, scope: Scope, format: FileFormat, file: string): string =>
  writeSql(raw, raw === 'sessions' ? sessionsOf(scope) : rowsOf(raw, scope), format, file)

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

/** A spreadsheet would run such a text as a formula (../csv.ts). */
const guarded = (raw: Raw, select: string): string => {
  const texts = Object.entries(COLUMNS[raw]).flatMap(([name, type]) => (type === VARCHAR ? [name] : []))
  const guard = (name: string) =>
    `CASE WHEN regexp_matches(${name}, '^[=+@\\t\\r-]') THEN '''' || ${name} ELSE ${name} END AS ${name}`
  return `SELECT * REPLACE (${texts.map(guard).join(', ')}) FROM (${select})`
}
