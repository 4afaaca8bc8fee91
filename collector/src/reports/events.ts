import { AT } from '../rules.js'
import type { Scope } from './scope.js'

export type Values = Record<string, string | number>

export const valuesOf = (scope: Scope): Values => (scope.site === null ? {} : { site: scope.site })

export const inPeriod = (column: string, { from, to }: Scope): string => `${column} >= ${from} AND ${column} < ${to}`

export const onSite = (scope: Scope): string => (scope.site === null ? '' : ' AND site = $site')

/** Columns of the matching events with `sid`, the id under which merged sessions are one. */
export const merged = (columns: string, where: string): string => `
  SELECT x.*, coalesce(a.winner, x.session) AS sid
  FROM (SELECT site, session, ${AT} AS ord, ${columns} FROM events WHERE session IS NOT NULL AND ${where}) x
  LEFT JOIN aliases a ON a.site = x.site AND a.loser = x.session`
