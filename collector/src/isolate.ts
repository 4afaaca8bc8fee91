import { hasCode } from './errors.js'
import { addTo, type Pending } from './pending.js'
import { emptyGroup, type Store } from './store/store.js'

/**
 * One row that the store refuses must not cost its neighbours: each row alone, the bad one noted as rejected
 * (in `pending` itself). Rejects when the store failed, not a row.
 */
export async function commitSingly(store: Store, pending: Pending[]): Promise<void> {
  for (const each of pending) {
    const good: Pending['fresh'] = []
    for (const event of each.fresh) {
      try {
        await store.commit({ ...emptyGroup(), events: [event.row], items: event.items })
        good.push(event)
      } catch (error) {
        if (hasCode(error, 'E_DATA')) throw error
        const refused = { index: event.index, seq: event.row.seq, reason: 'store' }
        each.rejected.push(refused)
        each.noted.push(refused)
      }
    }
    const rest = emptyGroup()
    addTo(rest, { ...each, fresh: [] })
    await store.commit(rest)
    each.fresh = good
  }
}
