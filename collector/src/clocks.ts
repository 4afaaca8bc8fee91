import type { IncomingBatch } from './wire.js'

/** Under this the difference may as well be the way here. */
const NOTICEABLE = 60_000
const MAX_DOCUMENTS = 50_000

/** How far the browser's clock is behind ours, from one batch. null: it does not tell. */
export function skewOf(batch: Pick<IncomingBatch, 'via' | 'sent'>, received: number): number | null {
  // Only a first attempt is sent when it says so: fetchLater fires late, a retry repeats an old text.
  if (batch.via !== 'beacon' || batch.sent === null) return null
  const behind = Math.round(received - batch.sent)
  return Math.abs(behind) < NOTICEABLE ? 0 : behind
}

/** One skew per document: the first that is known, so that all of its events move alike. */
export function createClocks(): (batch: IncomingBatch, received: number) => number {
  const known = new Map<string, number>()
  return (batch, received) => {
    const before = known.get(batch.doc)
    if (before !== undefined) return before
    const skew = skewOf(batch, received)
    if (skew === null) return 0
    if (known.size >= MAX_DOCUMENTS) known.delete(known.keys().next().value as string)
    known.set(batch.doc, skew)
    return skew
  }
}
