import type { Dedup } from './dedup.js'
import { addTo, type Pending } from './pending.js'
import { emptyGroup, type Store } from './store/store.js'

/**
 * One row that the store refuses must not cost its neighbours: each row alone, the bad one noted as rejected
 * (in `pending` itself). False: the store failed, not a row; the caller must acknowledge nothing.
 */
export async function commitSingly(store: Store, dedup: Dedup, pending: Pending[]): Promise<boolean> {
  for (const each of pending) {
    const good: Pending['fresh'] = []
    for (const event of each.fresh) {
      try {
        await store.commit({ ...emptyGroup(), events: [event.row], items: event.items })
        good.push(event)
        // At once: if the store fails further on, what is in it by then must be known as a duplicate.
        dedup.settle(event.row.doc, [event.row.seq], event.row.received)
      } catch {
        if (!(await usable(store))) return false
        const refused = { index: event.index, seq: event.row.seq, reason: 'store' }
        each.rejected.push(refused)
        each.noted.push(refused)
      }
    }
    const rest = emptyGroup()
    addTo(rest, { ...each, fresh: [] })
    try {
      await store.commit(rest)
    } catch {
      return false
    }
    each.fresh = good
  }
  return true
}

export const usable = (store: Store): Promise<boolean> =>
  store.probe().then(
    () => true,
    () => false,
  )
