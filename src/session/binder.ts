import { createWorklist } from '../browser/worklist'
import type { Props } from '../events'
import type { Act, Draft, Mark, SessionParts } from './draft'
import type { Entry } from './entry'
import { SECOND_PAGE } from './record'

/** What a page that nobody looks at may pile up. */
const MOST = 500

/** Binds events to the session once it is known, and counts what this tab has seen of it. */
export const createBinder = (entry: Entry, { engaged, out, lose }: SessionParts) => {
  const { list, run } = createWorklist((tell: () => void) => tell())
  let pages = 0
  let interactions = 0
  let base = 0

  const bind = (draft: Draft, act: Act) => {
    const { record } = entry
    if (!record) return
    const { id, flags, last } = record
    const verdict = entry.judge('machine', draft.time)
    // What a person did here opened or extended this one, also if others have begun another before it was settled.
    const mark = verdict !== 'live' ? (verdict as Mark) : entry.foreign && act === 'machine' ? 'late' : undefined
    if (draft.name === 'page_leave') Object.assign(draft.props, { pages, interactions, flags, last })
    if (!mark && /^[hco]/.test(act)) interactions++
    if (!mark && draft.name === 'page_view' && (pages++ || id !== entry.mine)) record.flags |= SECOND_PAGE
    out(draft, id, mark)
  }
  return {
    totals: (): Props => ({ pages, interactions, engaged: Math.round(engaged() - base) }),
    reset: () => {
      pages = interactions = 0
      base = engaged()
      entry.tail = false
    },
    /** Told before everything that waits. */
    first: (tell: () => void) => list.unshift(tell),
    hold: (draft: Draft, act: Act) => {
      if (list.length < MOST) list.push(() => bind(draft, act))
      else lose()
    },
    release: run,
  }
}
