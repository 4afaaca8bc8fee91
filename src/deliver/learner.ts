import type { Note } from '../browser/storage'

/** So many answers that say nothing of acks, and none that does: this collector knows none. */
const PLAIN = 3

/**
 * Whether this collector knows acks. Of one that does not, "handed over" is taken for "held".
 * @param note how many answers said nothing: few pages live for three
 */
export const createLearner = (note: Note) => {
  /** Attempts whose answer said nothing of acks; none once an ack was read. */
  let plain: Set<number> | undefined = new Set()
  const noted = () => +(note.read() ?? 0)
  return {
    isPlain: () => plain && Math.max(plain.size, noted()) >= PLAIN,
    /** @param explicit whether the answer to the attempt `k` was an ack */
    learn: (k: number, explicit?: boolean) => {
      if (explicit) {
        plain = undefined
        if (noted()) note.write()
      } else if (plain && !plain.has(k)) {
        plain.add(k)
        if (noted() < PLAIN) note.write(noted() + 1)
      }
    },
  }
}
