import { elapsed, now } from '../browser/clock'
import type { Act, SessionParts } from './draft'
import { CART, createId, INTERACTION, PURCHASE, type SessionRecord } from './record'
import { decide, laterOf, merge, type Verdict, winner } from './rules'

/** Candidates that were told late still count for this long after an arrival, ms. */
const LATE = 8000
const FLAGS: { [act in Act]?: number } = { human: INTERACTION, cart: CART, order: CART | PURCHASE }

export type Entry = ReturnType<typeof createEntry>

/**
 * This tab's view of the session that all tabs share, kept in step with the jar.
 * @param onAdopt another session is taken over from the jar
 */
export const createEntry = ({ jar, timeout, was }: SessionParts, onAdopt: () => void) => {
  /** Monotonic times of the arrival, and of the last activity seen here. */
  let joined = -Infinity
  let seen = -Infinity
  const judge = (of: SessionRecord | undefined, act: Act, time: number, tail: boolean): Verdict =>
    decide(of, act, time, timeout, elapsed() - seen, tail)
  const entry = {
    record: jar.read(),
    /** The id that this tab has offered. */
    mine: '',
    /** Several candidates may still turn out to be one session: nothing is written under a name that may change. */
    settling: false,
    /** Another session has begun meanwhile: this tab's is over, whatever it has seen of it. */
    foreign: false,
    /** This document belongs to the tail of the purchase that closed the session. */
    tail: false,
    /** Wall clock at the last look at the jar: the other one may stand still in a sleep. */
    looked: 0,

    judge: (act: Act, time = now(), tail?: boolean): Verdict => judge(entry.record, act, time, tail ?? entry.tail),
    /** Not closed, though a clock that was set back may put the end into the future. */
    isLive: (of?: SessionRecord): boolean => of?.end === '0' && judge(of, 'machine', now(), false) === 'live',
    /** What the jar says now, for who only asks: adopted by nobody, and what has vanished is not written again. */
    present: (): SessionRecord | undefined => {
      const { record, settling } = entry
      const found = jar.peek()
      if (!found || settling) return record
      return found.id === record?.id ? merge(record, found, now()) : found
    },
    /** ms since the arrival. */
    age: () => elapsed() - joined,
    settle: (settling: boolean) => {
      entry.settling = settling
      joined = elapsed()
    },
    /** Opens the next session, as a candidate. */
    mint: (time: number): SessionRecord => {
      const { n, order } = entry.record ?? { n: 0, order: '0' }
      entry.mine = createId(time)
      entry.record = { id: entry.mine, last: time, n: n + 1, flags: 0, end: '0', order }
      jar.offer(entry.record)
      return entry.record
    },
    /** A person has acted. A reload may be a kiosk's timer: it extends nothing. */
    extend: (act: Act, time: number) => {
      const { record } = entry
      if (!record) return
      record.flags |= FLAGS[act] ?? 0
      if (act === 'reload' || record.end !== '0') return
      seen = elapsed()
      record.last = laterOf(record.last, time, now())
    },
    /** A fresh look at the jar. Another session that is there is left alone, unless a person acts. */
    refresh: (adopt: boolean) => {
      const { record, settling } = entry
      const found = jar.read()
      const joining = settling || entry.age() < LATE
      entry.looked = now()
      entry.foreign = false
      if (record && joining) {
        // Of all candidates of this moment the smallest: every tab chooses the same.
        const { id } = record
        record.id = winner(id, jar.rivals(record))
        if (record.id !== id && !settling) was.push([id, record.id])
      }
      if (!found) return
      if (found.id === record?.id) entry.record = merge(record, found, now())
      else if (!record || !joining || found.n > record.n) {
        entry.foreign = !!record && (settling || !adopt)
        if (entry.foreign) return
        entry.record = found
        onAdopt()
      }
    },
    /**
     * Writes what others must know, if what they know is older than `limit` ms.
     * @returns whether to look again soon: others are behind, or may be
     */
    write: (limit: number): boolean => {
      const behind = entry.record && jar.lag(entry.record)
      if (behind && behind <= limit) return true
      if (behind) entry.refresh(false)
      if (behind && entry.record && !entry.foreign) jar.write(entry.record)
      return entry.age() < LATE
    },
  }
  return entry
}
