import { deviceClass } from './device.js'
import { eventRow, itemRows } from './rows.js'
import type { EventRow, ItemRow } from './store/store.js'
import type { Claim, IncomingBatch, Merge, Rejection } from './wire.js'

/** A batch made ready for the store; nothing has been decided about duplicates yet. */
export interface Prepared {
  site: string
  doc: string
  received: number
  high: number
  dropped: number
  claims: Claim[]
  merges: Merge[]
  events: { row: EventRow; items: ItemRow[]; index: number }[]
  rejected: Rejection[]
  /** Size of the body, for the bound on what waits. */
  bytes: number
}

export function prepare(
  batch: IncomingBatch,
  { received, skew, userAgent, bytes }: { received: number; skew: number; userAgent: string; bytes: number },
): Prepared {
  const context = { received, skew, device: deviceClass(userAgent, batch.screen) }
  return {
    site: batch.site,
    doc: batch.doc,
    received,
    high: batch.high,
    dropped: batch.dropped,
    claims: batch.claims,
    merges: batch.was,
    events: batch.events.map(({ event, index }) => {
      const row = eventRow(batch, event, context)
      return { row, items: itemRows(row, event), index }
    }),
    rejected: batch.rejected,
    bytes,
  }
}
