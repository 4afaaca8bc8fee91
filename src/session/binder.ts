import type { Props } from '../events'
import type { Act, Draft, Mark, SessionParts } from './draft'
import type { Entry } from './entry'
import { SECOND_PAGE } from './record'

/** What a page that nobody looks at may pile up. */
const MOST = 500

/** Binds events to the session once it is known, and counts what this tab has seen of it. */
export const createBinder = (entry: Entry, { engaged, out }: SessionParts) => {
  let waiting: [Draft, Act][] = []
  let pages = 0
  let interactions = 0
  let base = 0

  const bind = (draft: Draft, act: Act) => {
    const { record } = entry
    if (!record) return
    const { id, flags, last } = record
    const verdict = entry.judge('machine', draft.time)
    const mark = verdict !== 'live' ? (verdict as Mark) : entry.foreign ? 'late' : undefined
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
    hold: (draft: Draft, act: Act) => {
      if (waiting.length < MOST) waiting.push([draft, act])
    },
    release: () => {
      const held = waiting
      waiting = []
      for (const one of held) bind(...one)
    },
  }
}
