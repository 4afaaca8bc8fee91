import type { Note } from '../browser/storage'

/** So many answers that say nothing of acks, and none that does: this collector knows none. */
const PLAIN = 3

/**
 * Whether this collector knows acks. Of one that does not, "handed over" is taken for "held".
 * @param note that it knows none: a page may be left before it finds out
 */
export const createLearner = (note: Note) => {
  /** Attempts whose answer said nothing of acks; none once an ack was read. */
  let plain: Set<number> | undefined = new Set()
  const isPlain = () => plain && (plain.size >= PLAIN || note.read())
  return {
    isPlain,
    /** @param explicit whether the answer to the attempt `k` was an ack */
    learn: (k: number, explicit?: boolean) => {
      if (explicit) plain = undefined
      else plain?.add(k)
      const isNoted = note.read()
      if (explicit ? isNoted : !isNoted && isPlain()) note.write(explicit ? '' : 1)
    },
  }
}
