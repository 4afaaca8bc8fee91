import type { Delivery } from '../api.js'
import type { Read } from '../store/connection.js'
import { DELETED } from '../store/forget.js'
import { inPeriod, merged, ofChosen, onSite, valuesOf } from './events.js'
import { isFiltered } from './filters.js'
import type { Scope } from './scope.js'

/**
 * GET /api/delivery: the loss ledger, of what was received in the period. With a filter, of the documents in which a
 * chosen session did something: what is missing belongs to a document, not to a session.
 */
export async function delivery(read: Read, scope: Scope): Promise<Delivery> {
  const chosen = isFiltered(scope)
    ? ` AND doc IN (SELECT doc FROM (${merged('doc', `true${onSite(scope)}`)}) WHERE true${ofChosen(scope, 0)})`
    : ''
  const received = `${inPeriod('received', scope)}${onSite(scope)}${chosen}`
  const late = (ms: number) => `count(*) FILTER (received - corrected > ${ms})`
  const [events = {}] = await read(
    `SELECT count(*) AS received, ${late(60_000)} AS minute, ${late(3_600_000)} AS hour, ${late(86_400_000)} AS day
    FROM events WHERE ${received}`,
    valuesOf(scope),
  )
  const [documents = {}] = await read(
    `SELECT coalesce(sum(greatest(0, high - here - dropped)), 0) AS missing, coalesce(sum(dropped), 0) AS dropped
    FROM documents WHERE last >= ${scope.from} AND first < ${scope.to}${onSite(scope)}${chosen}`,
    valuesOf(scope),
  )
  const [marks = {}] = await read(
    `SELECT coalesce(sum(duplicates), 0) AS duplicates, coalesce(sum(bots), 0) AS bots FROM marks WHERE ${received}`,
    valuesOf(scope),
  )
  const [rejected = {}] = await read(
    `SELECT count(*) AS n FROM rejected_events WHERE reason <> '${DELETED}' AND ${received}`,
    valuesOf(scope),
  )
  return {
    received: Number(events.received),
    missing: Number(documents.missing),
    duplicates: Number(marks.duplicates),
    dropped: Number(documents.dropped),
    rejected: Number(rejected.n),
    bots: Number(marks.bots),
    late: { minute: Number(events.minute), hour: Number(events.hour), day: Number(events.day) },
  }
}
