import { after, createAlarm, soon } from '../browser/clock'
import { listen, type Stop } from '../browser/listen'
import { createNote } from '../browser/storage'
import type { Batch } from '../events'
import type { Settings } from '../options'
import { append, createEntry, formBody, type Stream, sizeOf, waiting } from './batch'
import { createMirror } from './mirror'
import { createOutbox } from './outbox'
import { watchPolicy } from './policy'
import { createBackoff } from './retry'
import { createSafety } from './safety'
import { createSender } from './sender'
import { createTransport, type Form } from './transport'

/**
 * queue → armed in fetchLater and written to the outbox → in flight
 * @param head the head of a batch, but for what delivery knows itself
 * @param settle ms to wait before events may be sent; binds what can be bound
 */
export const createDelivery = (
  { endpoint, site, cookieName, batch, durable }: Settings,
  doc: string,
  head: () => Partial<Batch>,
  settle: (leaving: boolean) => number,
  mayStore: () => boolean,
) => {
  const url = `${endpoint + (endpoint.includes('?') ? '&' : '?')}b=`
  const own: Stream = { doc, high: 0, dropped: 0, entries: [], done: () => {} }
  /** Ours first, then those that were adopted. */
  const streams = new Set([own])
  let leaving = false
  let isOff = false
  let isBinding = false
  /** Events of one task of a page that leaves. */
  let burst = 0
  let stopSoon: Stop | undefined
  const form: Form = (...rest) => formBody(head(), streams, ...rest)
  const expect = () => isOff || alarm.isSet() || alarm.set(Math.max(backoff.wait(), 0) || batch.interval)
  const flush = () => {
    burst = 0
    isBinding = true
    // Firefox may end the scripts of a closing tab in the middle of this.
    soon(() => {
      isBinding = false
    })
    sender.retry()
    const wait = settle(leaving) || (leaving && !isShut() ? 0 : backoff.wait())
    isBinding = false
    stopSoon?.()
    alarm.clear()
    if (wait > 0) alarm.set(wait)
    else if (!isOff) {
      // A page that leaves has no time for what others left: storage is slow.
      if (!leaving) outbox.adopt(transport.isHeard())
      sender.sendAll(leaving)
    }
    if (leaving && waiting(own).length) expect()
    secure(leaving)
  }
  const alarm = createAlarm(flush)
  const noteOf = (word: string) => createNote(`${cookieName}_${word}.${site} ${endpoint}`, mayStore)
  const notes = [noteOf('wait'), noteOf('plain')] as const
  const backoff = createBackoff(notes[0])
  const transport = createTransport(url, own, streams, form, backoff, notes[1], () => {
    secure()
    if (waiting(own).length || streams.size > 1) expect()
  })
  const sender = createSender(own, streams, batch.bytes, backoff, transport)
  const all = `${cookieName}_o.`
  // An origin may have several sites: what is one's is no other's, also when it has moved to another endpoint.
  const mine = `${all + site} `
  const mirror = durable ? createMirror(all) : undefined
  const outbox = createOutbox(mine, streams, doc, mayStore, () => alarm.set(0), mirror)
  const isShut = () => isOff || backoff.isShut()
  const { secure, disarm } = createSafety(url, own, form, outbox, transport.next, backoff.isShut, () => isOff)
  const stops = [
    listen(window, 'online', () => {
      backoff.hurry()
      flush()
    }),
    watchPolicy(endpoint, () => {
      isOff = true
    }),
  ]

  return {
    /** Takes an event. One that was dropped spends no `seq`. */
    add: (write: (seq: number) => string | null, late: boolean, critical?: boolean) => {
      const entry = createEntry(own.high + 1, write, late, critical)
      if (!entry) return
      own.high++
      const queue = append(own, entry)
      const load = Math.max(queue.length / batch.events, sizeOf(queue) / batch.bytes)
      // What a flush binds it takes along.
      if (isBinding || (!leaving && (load < 1 || backoff.wait() > 0))) expect()
      // What comes together is sent together, a submit once it is decided. No burst waits until it is too much to keep.
      else if (!leaving && load > 2) flush()
      else {
        stopSoon?.()
        stopSoon = late && critical && !leaving ? after(0, flush) : soon(flush)
        // A browser may end a page that goes anywhere: of a burst, the first eight and then the 16th, 32nd … do not wait.
        if (leaving && (++burst < 9 || !(burst & (burst - 1))) && !isShut()) sender.sendAll(true)
      }
      secure(critical)
    },
    /** An event went before it could be taken: it is counted like any other that is dropped. */
    lose: () => {
      own.high++
      own.dropped++
    },
    /** Something waits to be bound: see that a flush comes. */
    expect,
    flush,
    /** Ms that so many more may wait: what makes a batch till the task is done, nothing while the page is leaving. */
    patience: (more: number) => (leaving ? -1 : waiting(own).length + more < batch.events ? Infinity : 0),
    /** Until the page is seen again, every event is sent at once. */
    leave: (isGone: boolean) => {
      leaving = true
      flush()
      if (isGone) outbox.release()
    },
    /** @param restored from the back/forward cache */
    show: (restored: boolean) => {
      leaving = false
      if (!restored) return
      // Nobody heard the answers meanwhile: what was left behind is anybody's, and asked after like that of an earlier page.
      const left = outbox.renew()
      own.entries = own.entries.filter(({ seq }) => !left.includes(seq))
      streams.clear()
      streams.add(own)
      secure()
      expect()
    },
    /** Consent has changed: nothing of what waits is sent; nor does anything stay in storage, if that is over. */
    discard: (stored: boolean) => {
      own.dropped += waiting(own).length
      own.entries = []
      streams.clear()
      streams.add(own)
      disarm()
      if (stored) for (const one of [outbox, ...notes]) one.wipe(all)
    },
    stop: () => {
      secure(true)
      isOff = true
      for (const stop of [stopSoon, alarm.clear, transport.stop, outbox.stop, ...stops]) stop?.()
      outbox.release()
    },
  }
}
