import type { Delivery } from '../../api.js'
import { rejectedFor } from '../../reports/delivery.js'
import { valuesOf } from '../../reports/events.js'
import { isFiltered } from '../../reports/filters.js'
import type { Scope } from '../../reports/scope.js'
import type { Read } from '../client.js'
import { daysOf } from '../rows.js'
import { ofChosen } from './sessionsOf.js'
import { events, inPeriod, onSite, sessionEvents } from './source.js'

/** Clients give up after 7 days: a document that was silent for longer says nothing more. */
const SILENT = 8 * 24 * 60 * 60 * 1000

/** GET /api/delivery: the loss ledger, of what was received in the period. */
export async function delivery(read: Read, scope: Scope): Promise<Delivery> {
  const { site } = scope
  const whenever = { site, from: null, to: null }
  const filtered = isFiltered(scope)
    ? ` AND doc GLOBAL IN (SELECT doc FROM (${sessionEvents('name', whenever)}) WHERE 1${ofChosen(scope, whenever)})`
    : ''
  const received = `${inPeriod('received', scope)}${onSite(scope)}${filtered}`
  const late = (ms: number) => `countIf(received - corrected > ${ms})`
  const values = valuesOf(scope)
  const one = async (sql: string) => (await read(sql, values))[0] ?? {}
  const near = inPeriod('received', { from: scope.from - SILENT, to: scope.to + SILENT })
  const [held, documents, marks, rejected] = await Promise.all([
    one(`SELECT count() AS n, ${late(60_000)} AS minute, ${late(3_600_000)} AS hour, ${late(86_400_000)} AS day
      FROM (${events('received, corrected', whenever, `${daysOf(scope.from, scope.to, 'received')} AND ${received}`)})`),
    one(`SELECT sum(gone - least(lost, gone)) AS missing, sum(least(lost, gone)) AS dropped, sum(told - once) AS twice
      FROM (
        SELECT doc, toInt64(max(dropped)) AS lost, greatest(0, toInt64(max(high)) - toInt64(uniqExactArray(arrayConcat(seqs, refused)))) AS gone,
          toInt64(sum(length(seqs))) AS told, toInt64(uniqExactArray(seqs)) AS once
        FROM marks WHERE doc GLOBAL IN (
          SELECT doc FROM marks WHERE doc != '' AND ${near}${onSite(scope)}${filtered}
          GROUP BY doc HAVING max(received) >= ${scope.from} AND min(received) < ${scope.to}
        ) GROUP BY doc
      )`),
    one(`SELECT sum(duplicates) AS refused, sum(bots) AS robots FROM marks WHERE ${received}`),
    read(
      `SELECT reason, count() AS events FROM (SELECT reason FROM rejected FINAL WHERE ${received})
      GROUP BY reason ORDER BY events DESC, reason`,
      values,
    ),
  ])
  return {
    received: Number(held.n),
    missing: Number(documents.missing),
    // Refused by one collector, and merged by the engine where two took the same.
    duplicates: Number(marks.refused) + Number(documents.twice),
    dropped: Number(documents.dropped),
    ...rejectedFor(rejected),
    bots: Number(marks.robots),
    late: { minute: Number(held.minute), hour: Number(held.hour), day: Number(held.day) },
  }
}
