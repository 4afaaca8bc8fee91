import type { Dedup } from './dedup.js'
import type { Pending } from './pending.js'
import type { Store } from './store/store.js'

export interface Doubt {
  /** The commit of these failed; it may be in the store all the same. */
  raise(pending: readonly Pending[]): void
  /** Asks what is held before the same events are written again, and takes that out of these. */
  settle(pending: readonly Pending[]): Promise<void>
}

const NONE = Number.POSITIVE_INFINITY

export function createDoubt(store: Store, dedup: Dedup): Doubt {
  let since = NONE
  return {
    raise(pending) {
      since = Math.min(since, ...pending.map(({ batch }) => batch.received))
    },
    async settle(pending) {
      if (since === NONE) return
      // The probe opens the file anew where that is due: only then does it tell all that is in it.
      await store.probe()
      await store.held(since, dedup.learn)
      for (const each of pending) {
        const fresh = each.fresh.filter(({ row }) => !dedup.durable(row.doc, row.seq, row.seq))
        each.duplicates += each.fresh.length - fresh.length
        each.fresh = fresh
        each.noted = each.noted.filter(({ seq }) => seq === null || !dedup.durable(each.batch.doc, seq, seq))
      }
      since = NONE
    },
  }
}
