import { after } from '../browser/clock'
import { listen, type Stop } from '../browser/listen'
import type { Batch } from '../events'
import type { Settings } from '../options'
import { append, bytesOf, chunk, type Entry, formBody, type Stream, sizeOf, waiting } from './batch'
import { createOutbox } from './outbox'
import { watchPolicy } from './policy'
import { sendLater } from './request'
import { createBackoff } from './retry'
import { createTransport, type Form } from './transport'

/** What beacons may have in flight together is 65 536 bytes; a batch's head takes some of it. */
const EXIT = 59_000
const HEAD = 1000
const COALESCE = 50

/**
 * queue → armed in fetchLater and written to the outbox → in flight
 * @param head the head of a batch, but for what delivery knows itself
 * @param settle ms to wait before events may be sent; binds what can be bound
 */
export const createDelivery = (
  { endpoint, cookieName, batch }: Settings,
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
  let stopTimer: Stop | undefined
  let stopSecuring: Stop | undefined

  const form: Form = (...rest) => formBody(head(), ...rest)

  const expect = () => {
    stopTimer ??= after(Math.max(backoff.wait(), 0) || batch.interval, flush)
  }
  /** Writes ahead what is not acknowledged, and arms what no beacon has taken: at once, or a little later for many. */
  const secure = (atOnce?: boolean): void => {
    if (!atOnce) {
      stopSecuring ??= after(COALESCE, () => secure(true))
      return
    }
    stopSecuring?.()
    stopSecuring = undefined
    const { entries } = own
    const k = transport.next()
    outbox.write(entries.length ? form(own, entries, 'later', k) : '')
    const untaken = entries.filter(({ via }) => via !== 'beacon')
    const [loose] = chunk(untaken, EXIT)
    sendLater(url + k, loose && form(own, loose, 'later', k))
  }
  const send = (entries: Entry[]): void => {
    if ((leaving || !backoff.hasFailed()) && transport.byBeacon(entries)) return
    const half = entries.length >> 1
    if (leaving && half) {
      send(entries.slice(0, half))
      send(entries.slice(half))
    } else transport.byFetch(own, entries, leaving)
  }
  const flush = () => {
    stopTimer?.()
    const wait = settle(leaving) || (leaving ? 0 : backoff.wait())
    stopTimer = wait > 0 ? after(wait, flush) : undefined
    if (stopTimer || isOff) return
    outbox.adopt()
    const queue = waiting(own)
    for (const { refresh } of queue) refresh?.()
    const some = leaving || !backoff.isDown() ? queue : queue.slice(0, 1)
    for (const list of chunk(some, leaving ? EXIT : batch.bytes - HEAD)) send(list)
    if (backoff.hasFailed()) transport.finish()
    secure(leaving)
  }
  const backoff = createBackoff(`${cookieName}_wait`)
  const transport = createTransport(url, own, streams, form, backoff, () => {
    secure()
    if (waiting(own).length || streams.size > 1) expect()
  })
  const outbox = createOutbox(`${cookieName}_o.`, streams, doc, mayStore, expect)
  const stops = [
    transport.stop,
    listen(window, 'online', () => {
      backoff.reset()
      flush()
    }),
    watchPolicy(endpoint, () => {
      isOff = true
    }),
  ]

  return {
    /**
     * Takes an event; null from `write` means that it was dropped, and no `seq` is spent.
     * @param late write again when it is sent, for what becomes known only then
     */
    add: (write: (seq: number) => string | null, late: boolean, critical?: boolean) => {
      const entry: Entry = { seq: own.high + 1, text: '', size: 0, critical }
      const refresh = () => {
        entry.text = write(entry.seq) ?? entry.text
        entry.size = bytesOf(entry.text)
      }
      refresh()
      if (!entry.text) return
      if (late) entry.refresh = refresh
      own.high++
      const queue = append(own, entry)
      if (leaving || (backoff.wait() <= 0 && (queue.length >= batch.events || sizeOf(queue) >= batch.bytes))) flush()
      else expect()
      secure(critical)
    },
    /** Something waits to be bound: see that a flush comes. */
    expect,
    flush,
    /** A session is open: what earlier pages left may be taken over. */
    open: outbox.own,
    /** Until the page is seen again, every event is sent at once. */
    leave: (isGone: boolean) => {
      leaving = true
      flush()
      if (isGone) outbox.disown()
    },
    /** @param restored from the back/forward cache: another page may have taken over what was left here */
    show: (restored: boolean) => {
      leaving = false
      if (!restored) return
      if (outbox.isTaken()) own.entries = waiting(own)
      outbox.own()
    },
    /** Consent was taken back: nothing of what waits is sent, nothing stays. */
    discard: () => {
      own.dropped += waiting(own).length
      own.entries = []
      streams.clear()
      streams.add(own)
      sendLater('', '')
      outbox.wipe()
    },
    stop: () => {
      secure(true)
      isOff = true
      for (const stop of [stopTimer, stopSecuring, ...stops]) stop?.()
      outbox.disown()
    },
  }
}
