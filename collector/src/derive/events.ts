import { AT } from '../rules.js'

/** Events of the sessions in `ids`, merged ones under one id. */
export const eventsOf = (low: number, table: 'events' | 'items' = 'events'): string =>
  `SELECT i.sid, x.*, ${AT} AS ord FROM ${table} x JOIN ids i ON i.site = x.site AND i.session = x.session
  WHERE x.corrected >= ${low}`
