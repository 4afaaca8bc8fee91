// The state table, pure: what an action means to a record at a moment. Effects live in session.ts.
import type { StartReason } from '../events'
import type { Act } from './draft'
import { CART, CONFIRMED, endOf, PURCHASE, type SessionRecord, startOf } from './record'

const MINUTE = 60_000
const LIMIT = 12 * 60 * MINUTE
/** Clocks are set back by small steps all the time; further back is no step. */
const SKEW = 5 * MINUTE
/** Candidates minted this close together are one arrival. */
export const WINDOW = 5000
/** A confirmation page comes within this of its purchase. */
export const CONFIRMATION = 2 * MINUTE
/** So much engaged time is no bounce. */
export const ENGAGEMENT = 10_000
/** Input in another tab just after a purchase is its echo, not a new visit. */
const GRACE = 2000

/**
 * live: it belongs to the session. post: to the tail of a finished purchase. late: the session is over, and no person
 * opens another. hold: not known yet. Anything else: a new session begins, for this reason.
 */
export type Verdict = 'live' | 'post' | 'late' | 'hold' | StartReason

const reasons: Record<string, StartReason> = { p: 'after_purchase', m: 'manual', l: 'limit', t: 'timeout' }

/**
 * @param quiet ms by this page's monotonic clock since it last saw activity; Infinity if it never did
 * @param tail this document belongs to the tail of a purchase already; of a page that is shown: it is one of the tail, or for
 *   a view that it may become the confirmation page
 */
export const decide = (
  record: SessionRecord | undefined,
  act: Act,
  now: number,
  timeout: number,
  quiet: number,
  tail: boolean,
): Verdict => {
  const person = act !== 'machine'
  if (!record) return person ? 'first' : 'hold'
  const { id, last, flags, end } = record
  const idle = now - last
  const since = now - endOf(end)
  // What was before the end belongs to the session, whenever it is told.
  if (!person && since < 0) return 'live'
  // The page on which it fired, reload or back to it, and one confirmation page: no one-page bounce follows an order.
  if (end[0] === 'p') {
    const within: { [act in Act]?: number } = {
      view: tail && !(flags & CONFIRMED) ? CONFIRMATION : -Infinity,
      human: tail ? timeout : GRACE,
      return: tail ? timeout : -Infinity,
      reload: tail ? timeout : -Infinity,
      machine: Infinity,
    }
    if (since <= (within[act] ?? -Infinity)) return 'post'
  }
  let why: StartReason | undefined
  if (end !== '0') why = reasons[end[0] as string]
  // Strict: *more* than the timeout ends. A forward jump cannot be told from sleep: it counts as idle.
  else if (idle > timeout) why = 'timeout'
  else if (idle < -SKEW && quiet > timeout) why = 'clock'
  // A reload may be a kiosk's timer, and nobody there: it ends nothing and opens nothing.
  else if (person && act !== 'reload' && now - startOf(id) > LIMIT) why = 'limit'
  if (!why) return 'live'
  return act === 'reload' ? 'hold' : person ? why : 'late'
}

/** A cart was left at a payment gateway, and its purchase comes after the timeout. */
export const isResumed = (before?: SessionRecord, now?: SessionRecord): boolean =>
  !!before && (before.flags & (CART | PURCHASE)) === CART && !!now && !!(now.flags & PURCHASE)

/** The later of two moments, unless a clock that was set back since has left it in the future. */
export const laterOf = (a: number, b: number, now: number): number =>
  Math.max(a, b) - now > SKEW ? Math.min(a, b) : Math.max(a, b)

/** Two views of one session: everything cumulative is monotone, so repeats, losses and races converge. */
export const merge = (a: SessionRecord, b: SessionRecord, now: number): SessionRecord => ({
  ...a,
  last: laterOf(a.last, b.last, now),
  flags: a.flags | b.flags,
  end: a.end === '0' ? b.end : a.end,
  order: a.order === '0' ? b.order : a.order,
})

/** Of all ids minted within the window around `mine`, the smallest: every tab that looks chooses the same one. */
export const winner = (mine: string, others: string[]): string =>
  others.reduce((best, id) => (Math.abs(startOf(id) - startOf(mine)) <= WINDOW && id < best ? id : best), mine)
