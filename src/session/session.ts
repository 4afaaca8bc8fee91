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
import { belongs, isResumed, judge, laterOf, merge, startReason, type Verdict, WINDOW, winner } from './rules'

/** How long an arrival waits for others of the same moment before it says which session it is. */
const SETTLE = 250

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
  /** Makes an event about the session itself. */
  draft: (name: string, time: number, props: Props) => Draft
  /** What a start tells beside itself: entry page, referrer, campaign. */
  arrival: () => Props
  /** Takes an event that now knows its session. */
  out: (draft: Draft, id: string, mark: Mark) => void
  notify: (change: SessionChange, session: SessionView) => void
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
  draft: about,
  arrival,
  out,
  notify,
  first,
  merged,
}: SessionParts) => {
  let state: State = 'pending'
  let record = jar.read()
  let previous: SessionRecord | null = null
  let reason: StartReason = 'first'
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
  let past: Props = {}
  let stopSettling: Stop | undefined
  let stopWatching: Stop | undefined
  let stopSaving: Stop | undefined

  const view = (): SessionView | null =>
    record && { id: record.id, number: record.n, start: startOf(record.id), lastActivity: record.last, state }
  const tell = (change: SessionChange) => {
    const shown = view()
    if (shown) notify(change, shown)
  }
  const verdictAt = (time: number) => judge(record, time, timeout, elapsed() - seen)
  const totals = (): Props => ({ pages, interactions, engaged: Math.round(engaged() - base) })
  const clear = () => {
    past = totals()
    pages = interactions = 0
    base = engaged()
    tail = false
  }

  /** A fresh look at the jar. Another id is adopted only when a person acts; true if it was there and left alone. */
  const refresh = (adopt: boolean): boolean => {
    const found = jar.read()
    if (!found) {
      if (record) jar.restore(record)
    } else if (found.id === record?.id) record = merge(record, found)
    else if (record && !adopt) return true
    else {
      if (record) clear()
      record = found
      if (state === 'idle' && verdictAt(now()) === 'live') {
        state = 'active'
        tell('resume')
      }
    }
    return false
  }
  const save = () => {
    stopSaving?.()
    stopSaving = undefined
    if (record && jar.isStale(record, 0)) jar.write(record)
  }
  const sayEnd = (of: SessionRecord, why: EndReason, end: number, counts: Props) => {
    out(
      about('session_end', end, { start: startOf(of.id), end, reason: why, flags: of.flags, ...counts }),
      of.id,
      undefined,
    )
    tell('end')
  }
  const close = (why: EndReason, end: number) => {
    if (!record) return
    const times = why === 'timeout'
    record.end = why[0] + base36(end)
    save()
    state = times ? 'idle' : 'closed'
    sayEnd(record, why, end, totals())
    if (times) tell('idle')
  }

  /** A person was here. */
  const touch = (time: number) => {
    if (!record) return
    seen = elapsed()
    record.last = laterOf(record.last, time)
    if (engaged() - base >= 10_000) record.flags |= ENGAGED
    if (state === 'settling') return
    if (jar.isStale(record)) save()
    // The end of a burst is written too: no other tab ever sees a `last` that is older than this.
    else stopSaving ??= after(Math.min(5000, timeout / 10), () => refresh(false) || save())
    watch()
  }
  const watch = () => {
    if (record) stopWatching ??= after(record.last + timeout + 1 - now(), check)
  }
  /** A timer is a hint: look again, and mostly wait on. */
  const check = () => {
    stopWatching?.()
    stopWatching = undefined
    if (state !== 'active' || !record) return
    const foreign = refresh(false)
    if (verdictAt(now()) === 'closed') state = record.end[0] === 't' ? 'idle' : 'closed'
    else if (verdictAt(now()) !== 'expired') watch()
    else if (foreign) state = 'idle'
    else close('timeout', record.last)
  }

  const bind = (draft: Draft, mark?: Mark) => {
    if (!record) return
    if (draft.name === 'page_leave')
      Object.assign(draft.props, { pages, interactions, flags: record.flags, last: record.last })
    if (draft.name === 'page_view' && !mark && pages++) record.flags |= SECOND_PAGE
    if (!draft.order) return out(draft, record.id, mark)
    if (draft.order === record.order) return
    record.order = draft.order
    record.flags |= CART | PURCHASE
    touch(draft.time)
    out(draft, record.id, undefined)
    if (!endOnPurchase) return
    tail = true
    if (draft.confirmation ?? !acted) record.flags |= CONFIRMED
    close('purchase', draft.time)
  }
  const release = () => {
    for (const draft of waiting.splice(0)) bind(draft, tail ? 'post' : undefined)
  }

  const settle = (candidate: string) => {
    mine = candidate
    state = 'settling'
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
    record = { scope: '', id, last: time, n: (record?.n ?? 0) + 1, flags: 0, end: '0', order: record?.order ?? '0' }
    settle(id)
    return true
  }
  /** Of all candidates of this moment the smallest: every tab chooses the same. */
  const choose = () => {
    if (!record) return
    const found = jar.read()
    const rivals = jar.candidates(now())
    if (found?.end === '0') rivals.push(found.id)
    const id = winner(record.id, rivals)
    if (id !== record.id && state === 'active') merged(record.id, id)
    record = found?.id === id ? { ...merge(found, record), id } : { ...record, id }
  }
  const seal = () => {
    if (state !== 'settling' || !record) return
    stopSettling?.()
    choose()
    state = 'active'
    save()
    if (record.id === mine) {
      if (previous?.end === '0' && reason !== 'clock')
        sayEnd(previous, reason === 'limit' ? 'limit' : 'timeout', previous.last, past)
      if (reason === 'timeout' && isResumed(previous) && waiting.some(({ order }) => order)) reason = 'resumed_checkout'
      const props = { number: record.n, previous: previous?.id ?? null, reason, timeout, ...arrival() }
      out(about('session_start', startOf(mine), props), mine, undefined)
      tell('start')
    }
    release()
    if (state === 'active') save()
    watch()
  }

  /** What an action does to the session, and its event with it. Without a draft: input that is no event of its own. */
  const admit = (draft: Draft | null, act: Act, time = draft?.time ?? now()): void => {
    const isView = act === 'view' || act === 'return' || act === 'reload'
    if (isView || act === 'human') acted = !isView
    if (state !== 'settling') {
      // Between two looks at the jar nothing can have expired.
      if (!draft && state === 'active' && elapsed() - seen < 1000) return touch(time)
      refresh(act !== 'machine')
      if (draft?.order && draft.order === record?.order) return
      const verdict = verdictAt(time)
      const over = verdict === 'expired' || verdict === 'closed'
      const tailed = verdict === 'closed' && !!record && belongs(record, act, time, timeout, tail)
      if (act === 'machine') {
        if (verdict === 'expired') check()
        if (draft && state === 'pending' && verdict !== 'live') waiting.push(draft)
        else if (draft) bind(draft, tailed ? 'post' : over ? 'late' : undefined)
        return
      }
      if (verdict === 'live' && record) {
        if (state === 'pending' && now() - startOf(record.id) < WINDOW) settle('')
        else state = 'active'
        if (isView) record.flags |= SECOND_PAGE
      } else if (tailed && record) {
        state = 'closed'
        if (isView) tail = true
        if (act === 'view') record.flags |= CONFIRMED
        save()
      } else if (over && act === 'reload') {
        // A reload of an expired page, and nobody there to see it: a kiosk. Wait for a person.
        state = 'pending'
        if (draft) waiting.push(draft)
        return
      } else if (!mint(verdict, time)) return admit(draft, act, time)
    }
    if (record && act !== 'machine' && state !== 'closed') {
      if (draft && !isView) interactions++
      if (!isView) record.flags |= act === 'cart' ? CART : INTERACTION
      if (act !== 'reload') touch(time)
    }
    if (draft && state === 'settling') waiting.push(draft)
    if (draft?.order) seal()
    if (state === 'settling') return
    release()
    if (draft) bind(draft, state === 'closed' ? 'post' : undefined)
  }

  const end = (why: EndReason) => {
    seal()
    if (refresh(false)) return
    const verdict = verdictAt(now())
    if (verdict === 'expired') check()
    else if (verdict === 'live' || verdict === 'limit') close(why, now())
  }

  return {
    admit,
    view,
    /** Looks whether the session has expired, before anything else happens after a sleep. */
    check,
    /** Ms to wait until a flush may seal; seals if that is 0 or the page may be leaving. */
    settle: (leaving: boolean): number => {
      const wait = joined + SETTLE - now()
      if (state === 'settling') {
        if (wait > 0 && !leaving) return wait
        seal()
      } else if (state === 'active' && now() - joined < WINDOW + 1000) {
        choose()
        save()
      }
      return 0
    },
    /** The page may be leaving: what others must know is written now. */
    leave: () => {
      if (state === 'pending' && verdictAt(now()) === 'live') release()
      if (state !== 'active' || refresh(false) || !record) return
      if (engaged() - base >= 10_000) record.flags |= ENGAGED
      save()
    },
    start: () => {
      end('manual')
      mint('closed', now(), 'manual')
    },
    end,
    /** Ends every timer. */
    stop: () => {
      for (const stop of [stopSettling, stopWatching, stopSaving]) stop?.()
      state = 'off'
    },
  }
}
