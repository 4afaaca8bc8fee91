import type { SessionInfo } from '../api'
import { createAlarm, now } from '../browser/clock'
import type { EndReason, StartReason } from '../events'
import { createBinder } from './binder'
import type { Act, Draft, SessionParts } from './draft'
import { createEntry } from './entry'
import { base36, ENGAGED, type SessionRecord, startOf, viewOf } from './record'
import { ENGAGEMENT, isResumed, WINDOW } from './rules'
import { createTail } from './tail'

/** An arrival waits for others of the same moment before it says which session it is. */
const SETTLE = 250
/** Wheels and fingers move in floods: between two looks at the jar this far apart nothing can have expired. */
const FLOOD = 1000

export type Session = ReturnType<typeof createSession>

/** The state machine of one tab: drafts go in, events bound to a session come out. docs/SESSIONS.md draws it. */
export const createSession = (parts: SessionParts) => {
  const { jar, timeout, endOnPurchase, say, notify } = parts
  const often = Math.min(5000, timeout / 10)
  const entry = createEntry(parts, () => {
    reset()
    notify('resume', view() as SessionInfo)
  })
  const tail = createTail(entry, jar, timeout)
  const { first, hold, release, reset, totals } = createBinder(entry, parts)
  /** Somebody has been seen on this page: until then it belongs to no session. */
  let arrived = false
  /** What this tab says if its candidate wins. */
  let announce = () => {}
  const alarm = createAlarm(parts.onWake)

  const view = (of = entry.record): SessionInfo | null =>
    of ? viewOf(of, entry.settling ? 'settling' : !arrived ? 'pending' : entry.isLive(of) ? 'active' : undefined) : null
  /** Writes what others must know, if they are further behind than this, and sets the timer for what comes next. */
  const save = (limit: number) => {
    if (!entry.record || entry.settling) return
    if (!limit && (totals().engaged as number) >= ENGAGEMENT) entry.record.flags |= ENGAGED
    // The end of a burst is written too: no other tab ever sees a `last` that is older than this.
    const soon = entry.write(limit)
    const { last, end } = entry.record
    if (arrived && end === '0') alarm.set(soon ? often : last + timeout + 1 - now())
  }
  const close = (of: SessionRecord, reason: EndReason, end: number, counts = totals()) => {
    of.end = reason[0] + base36(end)
    save(0)
    say('session_end', of.id, end, { start: startOf(of.id), end, reason, flags: of.flags, ...counts })
    notify('end', view(of) as SessionInfo)
  }
  const join = () => {
    entry.settle(true)
    arrived = true
    alarm.set(SETTLE)
  }
  /** Opens a session, not yet under its final name. */
  const mint = (reason: StartReason, time: number, by?: Draft | null) => {
    const [previous, past] = [entry.record, totals()]
    const { id, n } = entry.mint(time)
    reset()
    announce = () => {
      if (previous?.end === '0') close(previous, reason === 'limit' ? reason : 'timeout', previous.last, past)
      if (reason === 'timeout' && isResumed(previous, entry.record)) reason = 'resumed_checkout'
      say('session_start', id, startOf(id), { number: n, previous: previous?.id ?? null, reason, timeout }, by)
      notify('start', view() as SessionInfo)
    }
    join()
  }

  /**
   * Looks at the jar and the clock before anything else: seals, ends, saves. A timer is a hint; so is a flush.
   * @param why ends the live session, for this reason
   * @returns ms until events may be sent
   */
  const look = (limit: number, leaving?: boolean, why?: EndReason): number => {
    const wait = SETTLE - entry.age()
    if (entry.settling && wait > 0 && !leaving) {
      alarm.set(wait)
      return wait
    }
    entry.refresh(!!why)
    if (entry.settling) {
      entry.settle(false)
      if (entry.record?.id === entry.mine) first(announce)
    }
    if (arrived) release()
    const { record } = entry
    if (!record || entry.foreign) return 0
    if (entry.isLive(record)) {
      if (why) close(record, why, now())
      else if (leaving && !arrived) release()
    } else if (record.end === '0' && arrived) {
      close(record, 'timeout', record.last)
      notify('idle', view() as SessionInfo)
    }
    save(limit)
    return 0
  }

  /** What an action does to the session, and its event with it. Without a draft: input that is no event of its own. */
  const admit = (draft: Draft | null, told: Act, time = draft ? draft.time : now()) => {
    const { page, order } = draft ?? {}
    const act = tail.see(told, page)
    const person = act !== 'machine'
    if (entry.settling && entry.judge(act, time) !== 'live') look(0, true)
    const isFlood = !draft && arrived && Math.abs(time - entry.looked) < FLOOD && entry.judge(act, time) === 'live'
    const known = entry.settling || isFlood
    if (!known) person ? entry.refresh(true) : look(often)
    if (order && order === entry.record?.order) return
    const verdict = known ? 'live' : entry.judge(act, time, draft ? tail.holds(act, draft) : undefined)
    if (draft && person && verdict === 'post') tail.take(act, draft)
    else if (person && verdict !== 'hold' && verdict !== 'post') {
      if (verdict !== 'live') mint(verdict === 'first' ? parts.first : (verdict as StartReason), time, draft)
      else if (!arrived && entry.record && time - startOf(entry.record.id) < WINDOW) join()
      entry.extend(act, time)
    }
    if (person && verdict !== 'hold') arrived = true
    if (draft) hold(draft, act)
    if (entry.settling && order) look(0, true)
    if (arrived && !entry.settling) release()
    if (draft && order && entry.record) entry.record.order = order
    if (draft && order && entry.record && endOnPurchase) {
      tail.begin(draft)
      close(entry.record, 'purchase', time)
    }
    if (person) save(often)
  }

  return {
    admit,
    settle: (leaving: boolean) => look(leaving ? 0 : often, leaving),
    check: () => look(0),
    end: (why: EndReason) => look(0, true, why),
    /** As far as this tab has seen; what follows is as the jar has it now. */
    isLive: () => entry.isLive(entry.record),
    view: () => view(entry.present()),
    /** The id, while it lives. */
    live: (record = entry.present()): string | undefined => (entry.isLive(record) ? record?.id : undefined),
    lastOrder: () => entry.present()?.order,
    start: () => {
      look(0, true, 'manual')
      mint('manual', now())
    },
    stop: () => {
      alarm.clear()
      entry.record = undefined
    },
  }
}
