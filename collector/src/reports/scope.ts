import { type Filters, readFilters } from './filters.js'

/** What a report is asked about. A session belongs to the period in which it started. */
export interface Scope {
  /** null: all sites. */
  site: string | null
  /** Included. */
  from: number
  /** Not included. */
  to: number
  /** Which sessions. A report of anything else counts what happened in them. */
  filters: Filters
  /** By whose clocks days begin. null: every 24 hours. */
  zone: string | null
  now: number
  /** Only sessions that are going on. */
  live: boolean
  /** Rows of a list, and how many to leave out before them. */
  limit: number
  offset: number
}

export type ReadScope = { ok: true; scope: Scope } | { ok: false; reason: string }

const DAY = 24 * 60 * 60 * 1000
const MAX_TIME = 8_640_000_000_000_000
const MAX_ROWS = 100_000

/** Default: the last 7 days of all sites. */
export function readScope(query: URLSearchParams, now: number): ReadScope {
  const whole = (key: string, fallback: number, highest: number): number | null => {
    const text = query.get(key)
    if (text === null || text === '') return fallback
    const number = Number(text)
    return Number.isFinite(number) && number >= 0 && number <= highest ? Math.floor(number) : null
  }
  const to = whole('to', now, MAX_TIME)
  if (to === null) return { ok: false, reason: 'to: expected ms since 1970' }
  const from = whole('from', Math.max(0, to - 7 * DAY), MAX_TIME)
  if (from === null) return { ok: false, reason: 'from: expected ms since 1970' }
  if (from >= to) return { ok: false, reason: 'from must be before to' }
  const limit = whole('limit', query.get('format') ? MAX_ROWS : 200, MAX_ROWS)
  const offset = whole('offset', 0, MAX_TIME)
  if (limit === null || offset === null) return { ok: false, reason: `limit: at most ${MAX_ROWS}; offset: from 0` }
  const read = readFilters(query)
  if (!read.ok) return read
  const { filters } = read
  const zone = query.get('tz') || null
  if (zone !== null && !isZone(zone)) return { ok: false, reason: 'tz: expected a time zone, like Europe/Berlin' }
  const live = query.get('live') === '1'
  return { ok: true, scope: { site: query.get('site') || null, from, to, filters, zone, now, live, limit, offset } }
}

function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== null
  } catch {
    return false
  }
}
