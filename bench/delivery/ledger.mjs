// What a collector holds after a scenario, and whether what it can tell is true.

/** The page's own number of an event; an event that was cut has lost it. */
const numberOf = ({ seq, props }) => props.i ?? props.transaction_id ?? `cut ${seq}`

/** Numbers of tracked events, each as often as it is stored under an identity of its own. */
const told = ({ recorder }) =>
  [...recorder.stored.values()]
    .filter(({ name }) => name === 'item_seen' || name === 'purchase')
    .map(({ event }) => String(numberOf(event)))

const heldOf = run => new Set(told(run)).size

/** doc → what it was said to have numbered, and dropped on purpose, by the batches that were stored. */
function documentsOf({ recorder }) {
  const documents = new Map()
  for (const { said, isStored } of recorder.requests) {
    if (!isStored) continue
    const { doc, high, dropped, claims = [] } = said.batch
    for (const [name, top, gone] of [[doc, high, dropped], ...claims.map(([other, , top]) => [other, top, 0])]) {
      const known = documents.get(name) ?? { high: 0, dropped: 0 }
      documents.set(name, { high: Math.max(known.high, top), dropped: Math.max(known.dropped, gone) })
    }
  }
  return documents
}

/** The row of one repeat. @param ended when the last step had been played */
export function judge(run, ended) {
  const { recorder, noticed, tries, last } = run
  // A browser may end a page before its last handler has run through: what that has not told was not tracked.
  const lastTold = Math.max(0, ...recorder.requests.map(({ url }) => Number(/^\/told\?(\d+)/.exec(url)?.[1] ?? 0)))
  const tracked = run.tracked + lastTold
  const stored = heldOf(run)
  let counted = 0
  let missing = 0
  for (const [doc, { high, dropped }] of documentsOf(run)) {
    let gone = 0
    for (let seq = 1; seq <= high; seq++) if (!recorder.stored.has(`${doc} ${seq}`)) gone++
    // What a page gave up may have arrived after all: nobody counts more as dropped than is not there.
    counted += Math.min(dropped, gone)
    missing += Math.max(0, gone - dropped)
  }
  const lost = Math.max(0, tracked - stored - counted)
  const times = [...recorder.stored.values()].map(({ request }) => request.at - ended)
  return {
    repeats: 1,
    tracked,
    stored,
    counted,
    lost,
    /** The same event under two identities, or another one under the same: a store would hold it twice, or wrong. */
    twice: told(run).length - stored + recorder.conflicts.length,
    missing,
    /** Told as missing though nothing is. */
    untrue: lost || lastTold < last ? 0 : missing,
    again: recorder.repeats(),
    untold: last - lastTold,
    noticed,
    tries,
    slowest: Math.max(0, ...times),
  }
}

/** Rows of several repeats as one. */
export const add = (one, other) =>
  Object.fromEntries(
    Object.keys(other).map(key => [
      key,
      key === 'slowest' || key === 'tries' ? Math.max(one[key] ?? 0, other[key]) : (one[key] ?? 0) + other[key],
    ]),
  )
