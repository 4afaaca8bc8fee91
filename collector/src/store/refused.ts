import { emptyGroup, type Group } from './store.js'

/** Why a row stands in `rejected_events` that had passed every check of ours. */
const REASON = 'store'

/**
 * A row that the store refuses must not cost its neighbours, nor stand in their way for ever: the group without such
 * rows. A refused event is accounted for as rejected, and its items go with it.
 */
export async function withoutRefused(group: Group, accepts: (part: Group) => Promise<boolean>): Promise<Group> {
  const good = emptyGroup()
  const events = await sift(group.events, rows => accepts({ ...emptyGroup(), events: rows }))
  const refused = new Set(events.bad.map(({ doc, seq }) => `${seq} ${doc}`))
  const items = group.items.filter(({ doc, seq }) => !refused.has(`${seq} ${doc}`))
  good.events = events.good
  good.items = (await sift(items, rows => accepts({ ...emptyGroup(), items: rows }))).good
  good.marks = (await sift(group.marks, rows => accepts({ ...emptyGroup(), marks: rows }))).good
  good.rejected = (await sift(group.rejected, rows => accepts({ ...emptyGroup(), rejected: rows }))).good
  good.merges = (await sift(group.merges, rows => accepts({ ...emptyGroup(), merges: rows }))).good
  for (const { site, doc, seq, received } of events.bad)
    good.rejected.push({ site, doc, seq, received, reason: REASON })
  return good
}

/** By halves: among many rows one is bad. */
async function sift<Row>(
  rows: Row[],
  accepts: (rows: Row[]) => Promise<boolean>,
): Promise<{ good: Row[]; bad: Row[] }> {
  if (rows.length === 0 || (await accepts(rows))) return { good: rows, bad: [] }
  if (rows.length === 1) return { good: [], bad: rows }
  const middle = Math.ceil(rows.length / 2)
  const first = await sift(rows.slice(0, middle), accepts)
  const second = await sift(rows.slice(middle), accepts)
  return { good: [...first.good, ...second.good], bad: [...first.bad, ...second.bad] }
}
