import { after, now } from '../browser/clock'
import { isVisible } from '../browser/lifecycle'
import { listen, type Stop } from '../browser/listen'
import type { Batch } from '../events'
import { watchAcks } from './acks'
import { bytesOf, chunk, type Entry, formBody, type Stream, sizeOf } from './batch'
import { post, sendBeacon } from './beacon'
import { createLater } from './later'
import { type Adopted, createOutbox } from './outbox'
import { createBackoff } from './retry'

/** What beacons may have in flight together is 65 536 bytes; a batch's head takes some of it. */
const EXIT = 59_000
const HEAD = 1000
const MOST = { events: 500, bytes: 65_536 }
const COALESCE = 50
const SILENCE = 10_000
const DAY = 864e5

export type DeliveryParts = {
  endpoint: string
  /** Names what is stored. */
  prefix: string
  doc: string
  batch: { events: number; bytes: number; interval: number }
  /** The head of a batch, but for what delivery knows itself. */
  head: () => Partial<Batch>
  /** Ms to wait before events may be sent; binds what can be bound. */
  settle: (leaving: boolean) => number
  mayStore: () => boolean
  complain: (code: string, text: string) => void
}

type Flight = { stream: Stream; entries: Entry[]; at: number; claims: Adopted[]; isFetch: boolean }

/** queue → armed in fetchLater → in flight → acknowledged, or retried, or dropped and counted. */
export const createDelivery = ({ endpoint, prefix, doc, batch, head, settle, mayStore, complain }: DeliveryParts) => {
  const url = `${endpoint + (endpoint.includes('?') ? '&' : '?')}b=`
  const own: Stream = { doc, high: 0, dropped: 0, queue: [] }
  const adopted = new Map<string, Adopted>()
  const flying = new Map<number, Flight>()
  const later = createLater()
  let k = 0
  let leaving = false
  let isOff = false
  /** Answers that said nothing of acks; -1 once one did. */
  let plain = 0
  let stopTimer: Stop | undefined
  let stopWriting: Stop | undefined
  let stopWaiting: Stop | undefined

  const isAckless = () => plain >= 3
  const unacknowledged = (wanted: (flight: Flight) => boolean = () => true): Entry[] =>
    [
      ...[...flying.values()].filter(one => one.stream === own && wanted(one)).flatMap(({ entries }) => entries),
      ...own.queue,
    ].sort((a, b) => a.seq - b.seq)
  const lowOf = (stream: Stream) =>
    stream === own ? (unacknowledged()[0]?.seq ?? own.high + 1) : (stream as Adopted).low

  const form = (stream: Stream, via: Batch['via'], entries: Entry[], claims: Adopted[] = []): string =>
    formBody(
      {
        ...head(),
        doc: stream.doc,
        k: k + (via === 'later' ? 1 : 0),
        sent: now(),
        high: stream.high,
        low: lowOf(stream),
        dropped: stream.dropped,
        via,
        ...(claims.length && { claims: claims.map(one => [one.doc, one.low, one.high]) }),
      },
      entries,
    )
  const outbox = createOutbox(`${prefix}_o.`, doc, mayStore, found => {
    adopted.set(found.doc, found)
    expect()
  })

  /** What is not acknowledged is written ahead; what no beacon has taken waits in fetchLater. */
  const secure = () => {
    stopWriting?.()
    stopWriting = undefined
    outbox.write(own, lowOf(own), unacknowledged())
    const loose = unacknowledged(({ isFetch }) => isFetch)
    later(url + (k + 1), loose.length ? form(own, 'later', chunk(loose, EXIT)[0] ?? []) : null)
  }
  const soon = () => {
    stopWriting ??= after(COALESCE, secure)
  }
  const expect = () => {
    stopTimer ??= after(batch.interval, flush)
  }
  const drop = (stream: Stream, entries: Entry[]) => {
    stream.dropped += entries.length
    const gone = stream as Adopted
    if (stream !== own && !stream.queue.length) gone.done()
  }
  const back = (stream: Stream, entries: Entry[]) => {
    stream.queue = [...entries, ...stream.queue].sort((a, b) => a.seq - b.seq)
  }

  const land = (number: number, explicit: boolean) => {
    const flight = flying.get(number)
    if (explicit) plain = -1
    else if (plain >= 0) plain++
    if (!flight || flight.isFetch) return
    flying.delete(number)
    for (const claim of flight.claims) settleClaim(claim, explicit || isAckless())
    soon()
  }
  /** Held by the collector: forgotten unsent. Not held: sent. */
  const settleClaim = (claim: Adopted, isHeld: boolean) => {
    adopted.delete(claim.doc)
    if (isHeld) claim.done()
    else if (claim.queue.length) sendByFetch(claim, claim.queue.splice(0))
  }
  const stops = [
    watchAcks(url, land),
    listen(window, 'online', () => {
      backoff.reset()
      flush()
    }),
  ]
  stops.push(
    listen<SecurityPolicyViolationEvent>(document, 'securitypolicyviolation', ({ blockedURI, disposition }) => {
      if (isOff || disposition === 'report' || !blockedURI || !endpoint.startsWith(blockedURI)) return
      isOff = true
      complain('CSP', `connect-src forbids ${endpoint}`)
    }),
  )

  const sendByFetch = async (stream: Stream, entries: Entry[]) => {
    const body = form(stream, 'fetch', ((k += 1), entries))
    const mine = k
    flying.set(mine, { stream, entries, at: now(), claims: [], isFetch: true })
    const [status, wait] = await post(url + mine, body, leaving, plain >= 0 && k > 3)
    if (!flying.delete(mine)) return
    soon()
    if (status >= 200 && status < 300) {
      backoff.reset()
      if (stream !== own && !stream.queue.length) (stream as Adopted).done()
      if (own.queue.length) flush()
    } else if (status === 413 && entries.length > 1) {
      for (const half of [entries.slice(0, entries.length >> 1), entries.slice(entries.length >> 1)])
        sendByFetch(stream, half)
    } else if (status >= 400 && status < 500 && ![408, 425, 429].includes(status)) {
      drop(stream, entries)
      if (status === 410) backoff.silence(DAY)
    } else {
      back(stream, entries)
      if (stream !== own) adopted.set(stream.doc, stream as Adopted)
      backoff.fail(wait)
    }
  }
  const send = (entries: Entry[]) => {
    for (const entry of entries) entry.again = undefined
    if (backoff.failed() && !leaving) return void sendByFetch(own, entries)
    const claims = [...adopted.values()]
    k++
    if (sendBeacon(url + k, form(own, 'beacon', entries, claims))) {
      if (!isAckless()) flying.set(k, { stream: own, entries, at: now(), claims, isFetch: false })
      adopted.clear()
      stopWaiting ??= after(SILENCE, doubt)
    } else if (leaving && entries.length > 1) {
      send(entries.slice(0, entries.length >> 1))
      send(entries.slice(entries.length >> 1))
    } else sendByFetch(own, entries)
  }
  /** Silence says nothing: what was not acknowledged is sent again, with the same `seq`s, and its answer read. */
  const doubt = () => {
    stopWaiting = undefined
    for (const [number, { stream, entries, at, claims, isFetch }] of flying) {
      if (isFetch || !isVisible()) continue
      if (now() - at < SILENCE) {
        stopWaiting ??= after(at + SILENCE - now(), doubt)
        continue
      }
      flying.delete(number)
      for (const claim of claims) adopted.set(claim.doc, claim)
      back(stream, entries)
    }
    if (own.queue.length && !backoff.waits()) sendByFetch(own, own.queue.splice(0))
  }
  const trim = () => {
    const { queue } = own
    while (queue.length > MOST.events || sizeOf(queue) > MOST.bytes) {
      const at = queue.findIndex(({ critical }) => !critical)
      drop(own, queue.splice(Math.max(at, 0), 1))
    }
  }
  const flush = () => {
    stopTimer?.()
    stopTimer = undefined
    const wait = settle(leaving)
    if (wait) {
      stopTimer = after(wait, flush)
      return
    }
    outbox.adopt()
    if (isOff || (backoff.waits() && !leaving)) return
    for (const entry of own.queue) entry.again?.()
    const entries = own.queue.splice(0, backoff.isDown() && !leaving ? 1 : own.queue.length)
    for (const list of chunk(entries, leaving ? EXIT : batch.bytes - HEAD)) send(list)
    // A failed outbox of another page waits here for the endpoint too.
    if (backoff.failed()) for (const claim of adopted.values()) settleClaim(claim, false)
    if (leaving) secure()
    else soon()
  }
  const backoff = createBackoff(`${prefix}_wait`, flush)

  return {
    /**
     * Takes an event; null from `write` means that it was dropped, and no `seq` is spent.
     * @param late write again when it is sent, for what becomes known only then
     */
    add: (write: (seq: number) => string | null, late: boolean, critical?: boolean) => {
      const seq = own.high + 1
      const text = write(seq)
      if (!text) return
      own.high = seq
      const entry: Entry = { seq, text, size: bytesOf(text), critical }
      if (late)
        entry.again = () => {
          entry.text = write(seq) ?? entry.text
          entry.size = bytesOf(entry.text)
        }
      own.queue.push(entry)
      trim()
      if (leaving || (!backoff.waits() && (own.queue.length >= batch.events || sizeOf(own.queue) >= batch.bytes)))
        flush()
      else expect()
      if (critical) secure()
      else soon()
    },
    /** Something waits to be bound: see that a flush comes. */
    expect,
    flush,
    /** A session is open: what earlier pages left may be taken over. */
    open: () => {
      outbox.own()
      outbox.adopt()
    },
    /** Until the page is seen again, every event is sent at once. */
    leave: (left: boolean, isGone: boolean) => {
      leaving = left
      if (left) flush()
      if (isGone) outbox.disown()
    },
    /** Back from the back/forward cache: another page may have taken over what was left here. */
    resume: () => {
      if (mayStore() && !outbox.isThere()) flying.clear()
      outbox.own()
    },
    /** Consent was taken back: nothing of what waits is sent, nothing stays. */
    discard: () => {
      own.dropped += own.queue.splice(0).length
      flying.clear()
      adopted.clear()
      later('', null)
      outbox.wipe()
    },
    stop: () => {
      for (const stop of [stopTimer, stopWriting, stopWaiting, ...stops]) stop?.()
      backoff.reset()
      outbox.disown()
    },
  }
}
