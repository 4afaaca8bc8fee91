// Pure: what a record means at a moment. Effects live in session.ts.
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
const CONFIRMATION = 2 * MINUTE
/** Input in another tab just after a purchase is its echo, not a new visit. */
const GRACE = 2000

export type Verdict = 'none' | 'live' | 'limit' | 'expired' | 'clock' | 'closed'

/**
 * Strict: *more* than the timeout ends. A forward jump cannot be told from sleep: it counts as idle.
 * @param quiet ms by this page's monotonic clock since it last saw activity; Infinity if it never did
 */
export const judge = (record: SessionRecord | null, now: number, timeout: number, quiet: number): Verdict => {
  if (!record) return 'none'
  if (record.end !== '0') return 'closed'
  const idle = now - record.last
  if (idle < -SKEW) return quiet > timeout ? 'clock' : 'live'
  if (idle > timeout) return 'expired'
  return now - startOf(record.id) > LIMIT ? 'limit' : 'live'
}

/** The later of two moments, unless the clock was set back behind it. */
export const laterOf = (last: number, now: number): number => (last - now > SKEW ? now : Math.max(last, now))

/** Two views of one session: everything cumulative is monotone, so repeats, losses and races converge. */
export const merge = (a: SessionRecord, b: SessionRecord): SessionRecord => ({
  ...a,
  last: Math.max(a.last, b.last),
  flags: a.flags | b.flags,
  end: a.end === '0' ? b.end : a.end,
  order: a.order === '0' ? b.order : a.order,
})

/** Of several cookies of our name: the same scope first, then the latest activity (browsers list the oldest first). */
export const pick = (records: SessionRecord[], scope: string): SessionRecord | null =>
  records.reduce<SessionRecord | null>((best, one) => {
    const nearer = Number(one.scope === scope) - Number(best?.scope === scope)
    return !best || nearer > 0 || (nearer === 0 && one.last > best.last) ? one : best
  }, null)

/** Of all ids minted within the window around `mine`, the smallest: every tab that looks chooses the same one. */
export const winner = (mine: string, others: string[]): string =>
  others.reduce((best, id) => (Math.abs(startOf(id) - startOf(mine)) <= WINDOW && id < best ? id : best), mine)

/** When a session was over: candidates from before then are of its own arrival, not of the next. */
export const overAt = (record: SessionRecord): number => (record.end === '0' ? record.last : endOf(record))

const reasons: Record<string, StartReason> = { p: 'after_purchase', m: 'manual', l: 'limit', t: 'timeout' }

/** Why a session begins, from what was there before it. */
export const startReason = (verdict: Verdict, before: SessionRecord | null, first: StartReason): StartReason => {
  if (verdict === 'limit' || verdict === 'clock') return verdict
  if (!before) return first
  return reasons[before.end[0] as string] ?? 'timeout'
}

/** A cart was left at a payment gateway, and its purchase comes after the timeout. */
export const isResumed = (before: SessionRecord | null): boolean =>
  !!before && (before.flags & (CART | PURCHASE)) === CART

/**
 * Whether an action still belongs to the finished purchase: the page on which it fired, reload or back to it, and one
 * confirmation page. Everything else opens a new session, so that no one-page bounce follows an order.
 * @param tail this document is already part of it
 */
export const belongs = (record: SessionRecord, act: Act, now: number, timeout: number, tail: boolean): boolean => {
  if (record.end[0] !== 'p' || act === 'cart') return false
  const since = now - endOf(record)
  if (act === 'machine') return tail
  if (act === 'human') return since <= (tail ? timeout : GRACE)
  if (act === 'view') return !(record.flags & CONFIRMED) && since <= CONFIRMATION
  return since <= timeout
}
