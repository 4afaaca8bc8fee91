import { after, now } from '../browser/clock'
import { listen, type Stop } from '../browser/listen'
import type { Batch } from '../events'
import { say } from '../options'
import { bytesOf, chunk, type Entry, formBody, type Stream, sizeOf } from './batch'
import { createLater } from './later'
import { createOutbox } from './outbox'
import { createBackoff } from './retry'
import { createTransport, type TransportParts } from './transport'

/** What beacons may have in flight together is 65 536 bytes; a batch's head takes some of it. */
const EXIT = 59_000
const HEAD = 1000
const MOST = { events: 500, bytes: 65_536 }
const COALESCE = 50

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
}

/** queue → armed in fetchLater and written to the outbox → in flight. */
export const createDelivery = ({ endpoint, prefix, doc, batch, head, settle, mayStore }: DeliveryParts) => {
  const url = `${endpoint + (endpoint.includes('?') ? '&' : '?')}b=`
  const adopted = new Set<Stream>()
  const later = createLater()
  let leaving = false
  let isOff = false
  let stopTimer: Stop | undefined
  let stopSecuring: Stop | undefined

  /** What is not acknowledged; or only what no beacon has taken. */
  const open = (looseOnly: boolean): Entry[] =>
    transport
      .flights()
      .flatMap(({ stream, entries, isFetch }) => (stream === own && (isFetch || !looseOnly) ? entries : []))
      .concat(own.queue)
      .sort((a, b) => a.seq - b.seq)
  const own: Stream = {
    doc,
    high: 0,
    dropped: 0,
    queue: [],
    low: () => open(false)[0]?.seq ?? own.high + 1,
    done: () => {},
  }

  const form: TransportParts['form'] = ({ doc, high, low, dropped }, via, k, entries, claims) =>
    formBody(
      {
        ...head(),
        doc,
        k,
        sent: now(),
        high,
        low: low(),
        dropped,
        via,
        ...(claims.length && { claims: claims.map(one => [one.doc, one.low(), one.high]) }),
      },
      entries,
    )
  const expect = () => {
    stopTimer ??= after(batch.interval, flush)
  }
  const secure = () => {
    stopSecuring?.()
    stopSecuring = undefined
    outbox.write(own, open(false))
    const [loose] = chunk(open(true), EXIT)
    later(url + transport.next(), loose && form(own, 'later', transport.next(), loose, []))
  }
  const secureSoon = () => {
    stopSecuring ??= after(COALESCE, secure)
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
    const { queue } = own
    for (const entry of queue) entry.again?.()
    for (const list of chunk(
      queue.splice(0, backoff.isDown() && !leaving ? 1 : queue.length),
      leaving ? EXIT : batch.bytes - HEAD,
    ))
      send(list)
    if (backoff.failed()) for (const stream of claimable()) transport.byFetch(stream, stream.queue.splice(0))
    if (leaving) secure()
    else secureSoon()
  }
  const claimable = () => {
    const claimed = transport.flights().flatMap(({ claims }) => claims)
    return [...adopted].filter(one => one.queue.length && !claimed.includes(one))
  }
  const send = (entries: Entry[]): void => {
    for (const entry of entries) entry.again = undefined
    if ((!backoff.failed() || leaving) && transport.byBeacon(own, entries, claimable())) return
    const half = entries.length >> 1
    if (leaving && half) {
      send(entries.slice(0, half))
      send(entries.slice(half))
    } else transport.byFetch(own, entries)
  }
  const backoff = createBackoff(`${prefix}_wait`, flush)
  const transport = createTransport({
    url,
    form,
    backoff,
    isLeaving: () => leaving,
    onChange: () => {
      secureSoon()
      if (own.queue.length) expect()
    },
  })
  const outbox = createOutbox(`${prefix}_o.`, doc, mayStore, found => {
    const { done } = found
    adopted.add(found)
    found.done = () => {
      adopted.delete(found)
      done()
    }
    expect()
  })
  const stops = [
    transport.stop,
    listen(window, 'online', () => {
      backoff.reset()
      flush()
    }),
    listen<SecurityPolicyViolationEvent>(document, 'securitypolicyviolation', ({ blockedURI, disposition }) => {
      if (isOff || disposition === 'report' || !blockedURI || !endpoint.startsWith(blockedURI)) return
      isOff = true
      say('warn', 'CSP', `connect-src forbids ${endpoint}`)
    }),
  ]

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
      const { queue } = own
      queue.push(entry)
      // The oldest uncritical go first, and are counted.
      while (queue.length > MOST.events || sizeOf(queue) > MOST.bytes) {
        queue.splice(
          Math.max(
            0,
            queue.findIndex(one => !one.critical),
          ),
          1,
        )
        own.dropped++
      }
      if (leaving || (!backoff.waits() && (queue.length >= batch.events || sizeOf(queue) >= batch.bytes))) flush()
      else expect()
      if (critical) secure()
      else secureSoon()
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
      if (mayStore() && !outbox.isThere()) transport.forget()
      outbox.own()
    },
    /** Consent was taken back: nothing of what waits is sent, nothing stays. */
    discard: () => {
      own.dropped += own.queue.splice(0).length
      transport.forget()
      adopted.clear()
      later('', '')
      outbox.wipe()
    },
    stop: () => {
      for (const stop of [stopTimer, stopSecuring, ...stops]) stop?.()
      backoff.reset()
      outbox.disown()
    },
  }
}
