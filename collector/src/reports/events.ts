import { AT, LONGEST } from '../rules.js'
import { filterValues, isFiltered, matching } from './filters.js'
import type { Scope } from './scope.js'

export type Values = Record<string, string | number>

export const valuesOf = ({ site, filters }: Pick<Scope, 'site' | 'filters'>): Values => ({
  ...(site === null ? {} : { site }),
  ...filterValues(filters),
})

export const inPeriod = (column: string, { from, to }: Scope): string => `${column} >= ${from} AND ${column} < ${to}`

/** Of what a session did several times, the first in the period: whoever counts these counts sessions. */
export const firstIn = ({ from }: Scope): string => `(before IS NULL OR before < ${from})`

export const onSite = (scope: Scope): string => (scope.site === null ? '' : ' AND site = $site')

/** Conditions on the table `sessions`: those of the period that the filters let through. */
export const chosenSessions = (scope: Scope): string => `${inPeriod('start', scope)}${onSite(scope)}${matching(scope)}`

/** A condition on what has a `site` and a `sid`; nothing where no filter is set. `since`: the earliest start. */
export const ofChosen = (scope: Scope, since = scope.from - LONGEST): string =>
  isFiltered(scope)
    ? ` AND (site, sid) IN (SELECT site, sid FROM main.sessions WHERE start >= ${since}${onSite(scope)}${matching(scope)})`
    : ''

/** The sessions that are going on. Few: cheaper than joining everything with its session. */
export const openSessions = ({ now }: Scope): string => `
  SELECT site, sid FROM main.sessions
  WHERE said_end IS NULL AND start >= ${now - LONGEST} AND ${now} - (coalesce(seen, t0) + skew) <= timeout`

/** Columns of the matching events with `sid`, the id under which merged sessions are one. */
export const merged = (columns: string, where: string): string => `
  SELECT x.*, coalesce(a.winner, x.session) AS sid
  FROM (SELECT site, session, ${AT} AS ord, ${columns} FROM events WHERE session IS NOT NULL AND ${where}) x
  LEFT JOIN aliases a ON a.site = x.site AND a.loser = x.session`

/** Columns of the matching events of the chosen sessions; of all events, with a session or without, where no filter is set. */
export const eventsIn = (scope: Scope, columns: string, where: string): string =>
  isFiltered(scope)
    ? `SELECT * FROM (${merged(columns, where)}) WHERE true${ofChosen(scope)}`
    : `SELECT site, ${columns} FROM events WHERE ${where}`
