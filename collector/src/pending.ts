import type { Dedup } from './dedup.js'
import type { Prepared } from './prepare.js'
import { type EventRow, emptyGroup, type Group } from './store/store.js'
import type { Rejection } from './wire.js'

/** What became of a batch. `stored: false`: nothing of it may be acknowledged. */
export type Outcome =
  | { stored: false }
  | {
      stored: true
      accepted: number
      fresh: EventRow[]
      duplicates: number
      rejected: Rejection[]
      claimsHeld: boolean
    }

/** A batch on its way into the store: what of it is new. */
export interface Pending {
  batch: Prepared
  fresh: Prepared['events']
  duplicates: number
  /** All that the answer names, and of these what the store does not know of yet. */
  rejected: Rejection[]
  noted: Rejection[]
  answer(outcome: Outcome): void
}

export function sortOut(batch: Prepared, dedup: Dedup, answer: Pending['answer']): Pending {
  const fresh = batch.events.filter(({ row }) => {
    if (dedup.known(row.doc, row.seq)) return false
    dedup.reserve(row.doc, row.seq)
    return true
  })
  // A refused event that comes again is refused again, but accounted for once.
  const noted = batch.rejected.filter(({ seq }) => {
    if (seq === null) return true
    if (dedup.known(batch.doc, seq)) return false
    dedup.reserve(batch.doc, seq)
    return true
  })
  const duplicates = batch.events.length - fresh.length
  return { batch, fresh, duplicates, rejected: [...batch.rejected], noted, answer }
}

export function groupOf(pending: Pending[]): Group {
  const group = emptyGroup()
  for (const each of pending) addTo(group, each)
  return group
}

/** What the batch accounts for in its document: stored or refused for good. */
export const seqsOf = ({ fresh, noted }: Pending): number[] => [
  ...fresh.map(({ row }) => row.seq),
  ...noted.flatMap(({ seq }) => (seq === null ? [] : [seq])),
]

export function addTo(group: Group, { batch, fresh, duplicates, noted }: Pending): void {
  const { site, doc, received, high, dropped } = batch
  for (const { row, items } of fresh) {
    group.events.push(row)
    group.items.push(...items)
  }
  for (const { seq, reason } of noted) group.rejected.push({ site, doc, seq, received, reason })
  for (const [loser, winner] of batch.merges) group.merges.push({ site, loser, winner })
  group.marks.push({ site, doc, received, high, dropped, duplicates, bots: 0 })
  // A claimed document may never be heard of otherwise: the claim is how its loss is known.
  for (const [claimed, , claimedHigh] of batch.claims) {
    group.marks.push({ site, doc: claimed, received, high: claimedHigh, dropped: 0, duplicates: 0, bots: 0 })
  }
}
