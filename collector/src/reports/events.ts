import type { Scope } from './scope.js'

const HOUR = 60 * 60 * 1000

/** A session lasts at most 12 h; what belongs to one that started in the period lies within these margins. */
const BEFORE = 13 * HOUR
const AFTER = 25 * HOUR

/** Only a person makes these; they move a session's end (design: machine events never do). */
const HUMAN = [
  'session_start',
  'page_view',
  'click',
  'form_submit',
  'view_item',
  'view_cart',
  'add_to_cart',
  'remove_from_cart',
  'update_cart',
  'begin_checkout',
  'purchase',
]

/** What keeps a one-page session from being a bounce. Views declared in the page's HTML are not an action. */
const ACTIONS = ['form_submit', 'add_to_cart', 'remove_from_cart', 'update_cart', 'begin_checkout', 'purchase']

const list = (names: string[]): string => names.map(name => `'${name}'`).join(', ')
export const HUMAN_SQL = list(HUMAN)
export const ACTIONS_SQL = list(ACTIONS)

/** Order of events in a session, as one number: time, then seq. */
export const AT = '(time * 1000000 + least(seq, 999999))'

export type Values = Record<string, string | number>

export const valuesOf = (scope: Scope): Values => (scope.site === null ? {} : { site: scope.site })

export const inPeriod = (column: string, { from, to }: Scope): string => `${column} >= ${from} AND ${column} < ${to}`

/** Condition on the events that may belong to a session of the period. */
export const around = (scope: Scope): string =>
  `corrected >= ${scope.from - BEFORE} AND corrected < ${scope.to + AFTER}${onSite(scope)}`

export const onSite = (scope: Scope): string => (scope.site === null ? '' : ' AND site = $site')

/** Rows of a table with `sid`, the id under which merged sessions are one. */
export const merged = (table: 'events' | 'items', where: string): string => `
  SELECT coalesce(a.winner, x.session) AS sid, x.*, ${AT.replaceAll(/\b(time|seq)\b/g, 'x.$1')} AS ord
  FROM (SELECT * FROM ${table} WHERE session IS NOT NULL AND ${where}) x
  LEFT JOIN aliases a ON a.site = x.site AND a.loser = x.session`
