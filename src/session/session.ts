import { after, elapsed, now } from '../browser/clock'
import type { Stop } from '../browser/listen'
import type { EndReason, Props, StartReason } from '../events'
import type { Act, Draft, Mark } from './draft'
import type { Jar } from './jar'
import {
  base36,
  CART,
  CONFIRMED,
  createId,
  ENGAGED,
  INTERACTION,
  PURCHASE,
  SECOND_PAGE,
  type SessionRecord,
  startOf,
} from './record'
import { belongs, isResumed, judge, laterOf, merge, overAt, startReason, type Verdict, WINDOW, winner } from './rules'

/** How long an arrival waits for others of the same moment before it says which session it is. */
const SETTLE = 250
const ENGAGEMENT = 10_000
/** What a page that nobody looks at may pile up. */
const MOST = 500

export type State = 'off' | 'pending' | 'settling' | 'active' | 'idle' | 'closed'
export type SessionView = { id: string; number: number; start: number; lastActivity: number; state: State }
export type SessionChange = 'start' | 'end' | 'idle' | 'resume'

export type SessionParts = {
  jar: Jar
  timeout: number
  endOnPurchase: boolean
  random: () => Uint8Array
  /** Engaged ms of this tab so far. */
  engaged: () => number
  /** Says something about the session itself: an event that already knows it. */
  say: (name: string, id: string, time: number, props: Props) => void
  /** Takes an event that now knows its session. */
  out: (draft: Draft, id: string, mark?: Mark) => void
  notify: (change: SessionChange) => void
  /** Why the first session of this page begins: 'first', or 'consent' after a refusal. */
  first: StartReason
  /** Two ids turned out to be one arrival. */
  merged: (loser: string, winner: string) => void
}

export type Session = ReturnType<typeof createSession>

/** The state machine of one tab: drafts go in, events bound to a session come out. docs/SESSIONS.md draws it. */
export const createSession = ({
  jar,
  timeout,
  endOnPurchase,
  random,
  engaged,
  say,
  out,
  notify,
  first,
  merged,
}: SessionParts) => {
  let record = jar.read()
  /** Somebody has been seen on this page: until then it belongs to no session. */
  let arrived = false
  /** Set while several candidates may turn out to be one session. */
  let stopSettling: Stop | undefined
  let stopWatching: Stop | undefined
  let stopSaving: Stop | undefined
  let previous: SessionRecord | null = null
  let reason: StartReason
  /** The candidate of this tab; '' when it joined a session that was there. */
  let mine = ''
  let joined = 0
  /** Monotonic time of the last activity seen here. */
  let seen = -Infinity
  /** This document belongs to the tail of the purchase that closed the session. */
  let tail = false
  /** Somebody did something on the page that is shown. */
  let acted = false
  const waiting: Draft[] = []
  /** What this tab has seen of the session, and had seen of the one before. */
  let pages = 0
  let interactions = 0
  let base = 0
  let past: Props

  const verdictAt = (time: number): Verdict => judge(record, time, timeout, elapsed() - seen)
  const totals = (): Props => ({ pages, interactions, engaged: Math.round(engaged() - base) })
  const clear = () => {
    past = totals()
    pages = interactions = 0
    base = engaged()
    tail = false
  }

  /** A fresh look at the jar. Another id is adopted only when a person acts; true if it was there and left alone. */
  const refresh = (adopt?: boolean): boolean => {
    const found = jar.read()
    if (!found) {
      if (record) jar.restore(record)
    } else if (found.id === record?.id) record = merge(record, found)
    else if (record && !adopt) return true
    else {
      if (record) clear()
      record = found
      notify('resume')
    }
    return false
  }
  const save = (limit = 0) => {
    if (!record || !jar.isStale(record, limit)) return
    stopSaving?.()
    stopSaving = undefined
    jar.write(record)
  }
  const sayEnd = ({ id, flags }: SessionRecord, why: EndReason, end: number, counts: Props) => {
    say('session_end', id, end, { start: startOf(id), end, reason: why, flags, ...counts })
    notify('end')
  }
  const close = (why: EndReason, end: number) => {
    if (!record) return
    record.end = why[0] + base36(end)
    save()
    sayEnd(record, why, end, totals())
    if (why === 'timeout') notify('idle')
  }

  /** A person was here. */
  const touch = (time: number) => {
    if (record?.end !== '0') return
    seen = elapsed()
    record.last = laterOf(record.last, time)
    if (engaged() - base >= ENGAGEMENT) record.flags |= ENGAGED
    if (stopSettling) return
    const often = Math.min(5000, timeout / 10)
    save(often)
    // The end of a burst is written too: no other tab ever sees a `last` that is older than this.
    stopSaving ??= after(often, () => {
      stopSaving = undefined
      if (!refresh()) save()
    })
    watch()
  }
  const watch = () => {
    if (record) stopWatching ??= after(record.last + timeout + 1 - now(), check)
  }
  /** A timer is a hint: look again, and mostly wait on. */
  const check = () => {
    stopWatching?.()
    stopWatching = undefined
    if (stopSettling || !arrived || !record) return
    const foreign = refresh()
    const verdict = verdictAt(now())
    if (verdict === 'live' || verdict === 'limit') watch()
    else if (verdict === 'expired' && !foreign) close('timeout', record.last)
  }

  const bind = (draft: Draft, mark?: Mark) => {
    if (!record) return
    const { name, order, props, time } = draft
    if (order && order === record.order) return
    if (name === 'page_leave') Object.assign(props, { pages, interactions, flags: record.flags, last: record.last })
    if (name === 'page_view' && !mark && pages++) record.flags |= SECOND_PAGE
    if (order) {
      record.order = order
      record.flags |= CART | PURCHASE
      touch(time)
    }
    out(draft, record.id, mark)
    if (!order || !endOnPurchase) return
    tail = true
    if (draft.confirmation ?? !acted) record.flags |= CONFIRMED
    close('purchase', time)
  }
  const hold = (draft: Draft) => {
    if (waiting.length < MOST) waiting.push(draft)
  }
  const release = () => {
    for (const draft of waiting.splice(0)) bind(draft, tail ? 'post' : undefined)
  }

  const settle = (candidate: string) => {
    mine = candidate
    joined = now()
    stopSettling = after(SETTLE, seal)
  }
  /** Opens a session, not yet under its final name. False if a lower rung of the ladder holds one: look again. */
  const mint = (verdict: Verdict, time: number, why = startReason(verdict, record, first)): boolean => {
    const id = createId(time, random())
    while (!jar.offer(id) && jar.descend()) {
      const found = jar.read()
      if (found && found.id !== record?.id) {
        record = found
        return false
      }
    }
    reason = why
    previous = record
    if (verdict === 'limit' && record) jar.write({ ...record, end: `l${base36(record.last)}` })
    clear()
    record = { scope: '', id, last: time, n: (previous?.n ?? 0) + 1, flags: 0, end: '0', order: previous?.order ?? '0' }
    settle(id)
    return true
  }
  /** Of all candidates of this moment the smallest: every tab chooses the same. */
  const choose = () => {
    if (!record) return
    const found = jar.read()
    const over = previous ? overAt(previous) : 0
    const rivals = jar.candidates(now()).filter(one => startOf(one) > over)
    if (found?.end === '0') rivals.push(found.id)
    const id = winner(record.id, rivals)
    if (id !== record.id && !stopSettling) merged(record.id, id)
    record = found?.id === id ? { ...merge(found, record), id } : { ...record, id }
  }
  const seal = () => {
    if (!stopSettling || !record) return
    choose()
    stopSettling()
    stopSettling = undefined
    save()
    if (record.id === mine) {
      if (previous?.end === '0' && reason !== 'clock')
        sayEnd(previous, reason === 'limit' ? reason : 'timeout', previous.last, past)
      if (reason === 'timeout' && isResumed(previous) && waiting.some(({ order }) => order)) reason = 'resumed_checkout'
      say('session_start', mine, startOf(mine), { number: record.n, previous: previous?.id ?? null, reason, timeout })
      notify('start')
    }
    release()
    save()
    watch()
  }

  /** What an action does to the session, and its event with it. Without a draft: input that is no event of its own. */
  const admit = (draft: Draft | null, act: Act, time = draft ? draft.time : now()) => {
    const person = act !== 'machine'
    const isView = person && act !== 'human' && act !== 'cart'
    let mark: Mark
    if (isView || act === 'human') acted = !isView
    if (!stopSettling) {
      // Between two looks at the jar nothing can have expired.
      if (!draft && arrived && elapsed() - seen < 1000) return touch(time)
      refresh(person)
      if (draft?.order && draft.order === record?.order) return
      const verdict = verdictAt(time)
      const over = verdict === 'expired' || verdict === 'closed'
      if (record && verdict === 'closed' && belongs(record, act, time, timeout, tail)) {
        mark = 'post'
        if (isView) tail = true
        if (act === 'view') record.flags |= CONFIRMED
        save()
      } else if (!person) {
        if (verdict === 'expired') check()
        if (over) mark = 'late'
      } else if (record && verdict === 'live') {
        if (!arrived && now() - startOf(record.id) < WINDOW) settle('')
        if (isView) record.flags |= SECOND_PAGE
      } else if (over && act === 'reload') {
        // A reload of an expired page, and nobody there to see it: a kiosk. Wait for a person.
        arrived = false
        if (draft) hold(draft)
        return
      } else if (!mint(verdict, time)) {
        admit(draft, act, time)
        return
      }
    }
    if (person) arrived = true
    if (record && person && !mark) {
      if (draft && !isView) interactions++
      if (!isView) record.flags |= act === 'cart' ? CART : INTERACTION
      if (act !== 'reload') touch(time)
    }
    if (draft && (stopSettling || !arrived)) hold(draft)
    if (draft?.order) seal()
    if (stopSettling || !arrived) return
    release()
    if (draft) bind(draft, mark)
  }
  const end = (why: EndReason) => {
    seal()
    if (refresh()) return
    if (verdictAt(now()) === 'live') close(why, now())
    else check()
  }

  return {
    admit,
    /** Looks whether the session has expired, before anything else happens after a sleep. */
    check,
    end,
    view: (): SessionView | null => {
      if (!record) return null
      const { id, n, last, end } = record
      const verdict = verdictAt(now())
      const state = stopSettling
        ? 'settling'
        : !arrived
          ? 'pending'
          : verdict === 'expired' || end[0] === 't'
            ? 'idle'
            : end === '0'
              ? 'active'
              : 'closed'
      return { id, number: n, start: startOf(id), lastActivity: last, state }
    },
    /** Ms to wait until a flush may seal; seals if that is 0 or the page may be leaving. */
    settle: (leaving: boolean): number => {
      const wait = joined + SETTLE - now()
      if (stopSettling) {
        if (wait > 0 && !leaving) return wait
        seal()
      } else if (now() - joined < WINDOW + 1000) {
        choose()
        save()
      }
      return 0
    },
    /** The page may be leaving: what others must know is written now. */
    leave: () => {
      const live = record && verdictAt(now()) === 'live'
      if (!arrived && live) release()
      if (!record || !live || stopSettling || refresh()) return
      if (engaged() - base >= ENGAGEMENT) record.flags |= ENGAGED
      save()
    },
    start: () => {
      end('manual')
      mint('closed', now(), 'manual')
    },
    stop: () => {
      for (const stop of [stopSettling, stopWatching, stopSaving]) stop?.()
    },
  }
}
