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
  endOf,
  INTERACTION,
  PURCHASE,
  SECOND_PAGE,
  type SessionRecord,
  startOf,
} from './record'
import { decide, laterOf, merge, WINDOW, winner } from './rules'

/** How long an arrival waits at least for others of the same moment before it says which session it is. */
const SETTLE = 250
const ENGAGEMENT = 10_000
/** What a page that nobody looks at may pile up. */
const MOST = 500
/** Wheels and fingers move in floods: between two looks at the jar this far apart nothing can have expired. */
const FLOOD = 1000

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
  say,
  out,
  notify,
  first,
  merged,
}: SessionParts) => {
  const often = Math.min(5000, timeout / 10)
  let record = jar.read()
  /** Somebody has been seen on this page: until then it belongs to no session. */
  let arrived = false
  /** Several candidates may still turn out to be one session. */
  let settling = false
  let joined = -Infinity
  /** The candidate of this tab, and what it says if that one wins. */
  let mine = ''
  let announce = () => {}
  /** Wall clock at the last look at the jar: the other one may stand still in a sleep. */
  let looked = 0
  /** Monotonic time of the last activity seen here. */
  let seen = -Infinity
  /** This document belongs to the tail of the purchase that closed the session. */
  let tail = false
  /** Another session has begun meanwhile: this tab's is over, whatever it has seen of it. */
  let foreign = false
  /** Somebody did something on the page that is shown. */
  let acted = false
  /** What is being admitted is a purchase: an arrival does not wait for others. */
  let buying = false
  const waiting: [Draft, Mark][] = []
  /** What this tab has seen of the session. */
  let pages = 0
  let interactions = 0
  let base = 0
  let stopTimer: Stop | undefined

  const judge = (act: Act, time = now(), of = record) => decide(of, act, time, timeout, elapsed() - seen, tail)
  const totals = (): Props => ({ pages, interactions, engaged: Math.round(engaged() - base) })
  const clear = () => {
    pages = interactions = 0
    base = engaged()
    tail = false
  }
  const wake = (ms: number) => {
    stopTimer?.()
    stopTimer = after(ms, look)
  }
  const view = (of: SessionRecord): SessionView => {
    const { id, n, last, end } = of
    const over = /[0t]/.test(end[0] as string) ? 'idle' : 'closed'
    const state = settling
      ? 'settling'
      : !arrived
        ? 'pending'
        : judge('machine', now(), of) === 'live'
          ? 'active'
          : over
    return { id, number: n, start: startOf(id), lastActivity: last, state }
  }

  /**
   * A fresh look at the jar. Another session that is there is left alone, unless a person acts; the one before ours is
   * none: ours has not been written yet.
   */
  const refresh = (adopt: boolean) => {
    const found = jar.read()
    looked = now()
    const newer = !!record && !!found && found.n > record.n
    foreign = settling && newer
    if (record && (settling || (elapsed() - joined < WINDOW && !newer))) {
      // Of all candidates of this moment the smallest: every tab chooses the same.
      const rivals = jar.rivals(base36(record.n))
      if (found?.end === '0' && found.n === record.n) rivals.push(found.id)
      const id = winner(record.id, rivals)
      if (id !== record.id && !settling) merged(record.id, id)
      record = { ...record, id }
    } else if (found && found.id !== record?.id && !(record && found.n < record.n && found.id < record.id)) {
      foreign = !!record && !adopt
      if (foreign) return
      clear()
      record = found
      notify('resume', view(record))
    }
    if (record && found?.id === record.id) record = merge(record, found, now())
  }
  /** Writes what others must know, if they are further behind than this, and sets the timer for what comes next. */
  const save = (limit: number) => {
    if (!record || settling) return
    if (!limit && engaged() - base >= ENGAGEMENT) record.flags |= ENGAGED
    const behind = jar.lag(record)
    if (behind > limit) {
      refresh(false)
      if (foreign) return
      jar.write(record)
    }
    if (!arrived || record.end !== '0') return
    // The end of a burst is written too: no other tab ever sees a `last` that is older than this.
    const next = behind && behind <= limit ? often : record.last + timeout + 1 - now()
    // Candidates that were told late are found by one more look at the end of their window.
    const left = joined + WINDOW - elapsed()
    wake(left > 0 ? Math.min(left, next) : next)
  }
  const touch = (time: number) => {
    if (record?.end !== '0') return
    seen = elapsed()
    record.last = laterOf(record.last, time, now())
  }
  const sayEnd = (of: SessionRecord, reason: EndReason, end: number, counts: Props) => {
    say('session_end', of.id, end, { start: startOf(of.id), end, reason, flags: of.flags, ...counts })
    notify('end', view(of))
  }
  const close = (of: SessionRecord, reason: EndReason, end: number) => {
    of.end = reason[0] + base36(end)
    save(0)
    sayEnd(of, reason, end, totals())
    if (reason === 'timeout') notify('idle', view(of))
  }

  const bind = (draft: Draft, mark: Mark) => {
    if (!record) return
    const { name, order, props, time } = draft
    const { end } = record
    // Another tab may have closed the session while this one was settling.
    if (tail || foreign || time > endOf(end)) mark = end[0] === 'p' ? 'post' : 'late'
    if (name === 'page_leave') Object.assign(props, { pages, interactions, flags: record.flags, last: record.last })
    if (name === 'page_view' && !mark && (pages++ || record.id !== mine)) record.flags |= SECOND_PAGE
    if (order) {
      record.order = order
      record.flags |= CART | PURCHASE
      touch(time)
    }
    out(draft, record.id, mark)
    if (!order || !endOnPurchase) return
    if (draft.confirmation ?? !acted) record.flags |= CONFIRMED
    close(record, 'purchase', time)
    tail = true
  }
  const release = () => {
    for (const [draft, mark] of waiting.splice(0)) bind(draft, mark)
  }

  const settle = () => {
    settling = true
    joined = elapsed()
    // The first flush seals: batching hides the wait, and some browsers tell their processes slowly.
    wake(Math.min(WINDOW, timeout / 2))
  }
  /** Opens a session, not yet under its final name. */
  const mint = (reason: StartReason, time: number) => {
    const previous = record
    const past = totals()
    mine = createId(time, random())
    clear()
    record = { id: mine, last: time, n: (previous?.n ?? 0) + 1, flags: 0, end: '0', order: previous?.order ?? '0' }
    const { n } = record
    jar.offer(mine, base36(n))
    announce = () => {
      if (previous?.end === '0') sayEnd(previous, reason === 'limit' ? reason : 'timeout', previous.last, past)
      // A cart was left at a payment gateway, and its purchase comes after the timeout.
      if (buying && reason === 'timeout' && previous && (previous.flags & (CART | PURCHASE)) === CART)
        reason = 'resumed_checkout'
      say('session_start', mine, startOf(mine), { number: n, previous: previous?.id ?? null, reason, timeout })
      if (record) notify('start', view(record))
    }
    arrived = true
    settle()
  }

  /**
   * Looks at the jar and the clock before anything else: seals, ends, saves. A timer is a hint; so is a flush.
   * @param why ends the live session, for this reason
   * @returns ms until events may be sent
   */
  const look = (leaving?: boolean, why?: EndReason): number => {
    const wait = joined + SETTLE - elapsed()
    if (settling && wait > 0 && !leaving) {
      wake(wait)
      return wait
    }
    refresh(!!why)
    if (settling) {
      settling = false
      if (record?.id === mine) announce()
      release()
      save(0)
    }
    if (!record || foreign) return 0
    if (judge('machine') === 'live') {
      if (why) close(record, why, now())
      else if (leaving && !arrived) release()
    } else if (record.end === '0' && arrived) close(record, 'timeout', record.last)
    // A flush comes often: it writes no more than input does.
    save(leaving === false ? often : 0)
    return 0
  }

  /** What an action does to the session, and its event with it. Without a draft: input that is no event of its own. */
  const admit = (draft: Draft | null, act: Act, time = draft ? draft.time : now()) => {
    const person = act !== 'machine'
    const isView = person && draft?.name === 'page_view'
    // The first view of a page may come after a click on it.
    if (act === 'human') acted = true
    else if (isView && draft.page > 1) acted = false
    buying = !!draft?.order
    if (settling && (buying || judge(act, time) !== 'live')) look(true)
    const known = settling || (!draft && arrived && Math.abs(time - looked) < FLOOD)
    if (!known) person ? refresh(true) : look()
    if (buying && draft?.order === record?.order) return
    const verdict = known ? 'live' : judge(act, time)
    let mark: Mark
    if (verdict === 'post' || verdict === 'late') {
      mark = verdict
      if (isView) tail = true
      if (record && act === 'view') record.flags |= CONFIRMED
    } else if (verdict === 'live') {
      if (person && !arrived && record && now() - startOf(record.id) < WINDOW) settle()
    } else if (verdict !== 'hold') mint(verdict === 'first' ? first : verdict, time)

    if (person && verdict !== 'hold') {
      arrived = true
      if (record && !mark) {
        if (draft && !isView) interactions++
        if (!isView) record.flags |= act === 'cart' ? CART : INTERACTION
        if (act !== 'reload') touch(time)
      }
    }
    if (draft && waiting.length < MOST) waiting.push([draft, mark])
    if (settling && buying) look(true)
    if (arrived && !settling) release()
    if (person) save(often)
  }

  return {
    admit,
    settle: look,
    check: () => look(),
    end: (why: EndReason) => look(true, why),
    view: () => (record ? view(record) : null),
    start: () => {
      look(true, 'manual')
      mint('manual', now())
    },
    stop: () => stopTimer?.(),
  }
}
