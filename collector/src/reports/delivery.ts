import type { Delivery } from '../api.js'
import type { Read, Row } from '../store/connection.js'
import { DELETED } from '../store/forget.js'
import { inPeriod, merged, ofChosen, onSite, valuesOf } from './events.js'
import { isFiltered } from './filters.js'
import type { Scope } from './scope.js'

/**
 * GET /api/delivery: the loss ledger, of what was received in the period. With a filter, of the documents in which a
 * chosen session did something: what is missing belongs to a document, not to a session.
 */
export async function delivery(read: Read, scope: Scope): Promise<Delivery> {
  // Asked for once: it looks at every event there is.
  const chosen = `chosen AS MATERIALIZED (
    SELECT DISTINCT doc FROM (${merged('doc', `true${onSite(scope)}`)}) WHERE true${ofChosen(scope, 0)})`
  const ofTheirs = isFiltered(scope) ? ' AND doc IN (SELECT doc FROM chosen)' : ''
  const received = `${inPeriod('received', scope)}${onSite(scope)}${ofTheirs}`
  const late = (ms: number) => `count(*) FILTER (received - corrected > ${ms})`
  const [row = {}] = await read(
    `${isFiltered(scope) ? `WITH ${chosen}` : ''}
    SELECT * FROM
      (SELECT count(*) AS received, ${late(60_000)} AS minute, ${late(3_600_000)} AS hour, ${late(86_400_000)} AS day
        FROM events WHERE ${received}),
      (SELECT coalesce(sum(gone - lost), 0) AS missing, coalesce(sum(lost), 0) AS dropped
        FROM (SELECT *, greatest(0, high - here) AS gone, least(dropped, gone) AS lost FROM documents)
        WHERE last >= ${scope.from} AND first < ${scope.to}${onSite(scope)}${ofTheirs}),
      (SELECT coalesce(sum(duplicates), 0) AS duplicates, coalesce(sum(bots), 0) AS bots FROM marks WHERE ${received}),
      (SELECT coalesce(list({ reason: reason, events: events } ORDER BY events DESC, reason), []) AS rejected FROM (
        SELECT reason, count(*) AS events FROM rejected_events WHERE reason <> '${DELETED}' AND ${received} GROUP BY reason))`,
    valuesOf(scope),
  )
  return {
    received: Number(row.received),
    missing: Number(row.missing),
    duplicates: Number(row.duplicates),
    dropped: Number(row.dropped),
    ...rejectedFor((row.rejected ?? []) as Row[]),
    bots: Number(row.bots),
    late: { minute: Number(row.minute), hour: Number(row.hour), day: Number(row.day) },
  }
}

/** Rows of `reason` and `events`. */
export function rejectedFor(rows: Row[]): Pick<Delivery, 'rejected' | 'rejected_for'> {
  const reasons = rows.map(row => ({ reason: String(row.reason), events: Number(row.events) }))
  return { rejected: reasons.reduce((sum, { events }) => sum + events, 0), rejected_for: reasons }
}
