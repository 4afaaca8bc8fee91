import { after } from '../browser/clock'
import { isVisible } from '../browser/lifecycle'
import type { Stop } from '../browser/listen'
import type { Batch } from '../events'
import { watchAcks } from './acks'
import type { Entry, Stream } from './batch'
import { post, sendBeacon } from './beacon'
import type { Backoff } from './retry'

const SILENCE = 10_000
const DAY = 864e5
/** So many answers that say nothing of acks, and none that does: this collector knows none. */
const PLAIN = 3

type Flight = { stream: Stream; entries: Entry[]; claims: Stream[]; isFetch: boolean }

export type TransportParts = {
  url: string
  form: (stream: Stream, via: Batch['via'], k: number, entries: Entry[], claims: Stream[]) => string
  backoff: Backoff
  isLeaving: () => boolean
  /** What is in flight, or waits, is not what it was. */
  onChange: () => void
}

/** in flight → acknowledged | unknown → retry | dropped and counted */
export const createTransport = ({ url, form, backoff, isLeaving, onChange }: TransportParts) => {
  const flying = new Map<number, Flight>()
  let k = 0
  /** -1 once an ack was read. */
  let plain = 0

  const back = ({ queue }: Stream, entries: Entry[]) => {
    queue.push(...entries)
    queue.sort((a, b) => a.seq - b.seq)
  }
  /** A request whose answer can be read. */
  const byFetch = async (stream: Stream, entries: Entry[]): Promise<void> => {
    const number = ++k
    const half = entries.length >> 1
    flying.set(number, { stream, entries, claims: [], isFetch: true })
    const body = form(stream, 'fetch', number, entries, [])
    const [status, wait] = await post(url + number, body, isLeaving(), plain >= 0 && number > PLAIN)
    flying.delete(number)
    if (status === 413 && half) {
      byFetch(stream, entries.slice(0, half))
      byFetch(stream, entries.slice(half))
    } else if (/^2/.test(`${status}`)) backoff.reset()
    else if (/^4(?!08|25|29)/.test(`${status}`)) {
      stream.dropped += entries.length
      if (status === 410) backoff.silence(DAY)
    } else {
      back(stream, entries)
      backoff.fail(wait)
    }
    // Nothing waits and nothing flies: an adopted outbox is finished.
    if (!stream.queue.length && ![...flying.values()].some(one => one.stream === stream)) stream.done()
    onChange()
  }
  const land = (number: number, explicit: boolean) => {
    if (explicit) plain = -1
    else if (plain >= 0) plain++
    const flight = flying.get(number)
    if (!flight || flight.isFetch) return
    flying.delete(number)
    // An ack says that every claim is held too: then it is forgotten unsent.
    for (const claim of flight.claims) {
      if (explicit || plain >= PLAIN) claim.done()
      else byFetch(claim, claim.queue.splice(0))
    }
    onChange()
  }
  /** Silence says nothing: what was not acknowledged is sent again, with the same `seq`s, and its answer read. */
  const doubt = (number: number): Stop =>
    after(SILENCE, () => {
      const flight = flying.get(number)
      if (!flight) return
      if (!isVisible()) {
        doubt(number)
        return
      }
      flying.delete(number)
      const { stream, entries } = flight
      back(stream, entries)
      if (!backoff.waits()) byFetch(stream, stream.queue.splice(0))
    })
  return {
    byFetch,
    byBeacon: (stream: Stream, entries: Entry[], claims: Stream[]): boolean => {
      const taken = sendBeacon(url + ++k, form(stream, 'beacon', k, entries, claims))
      if (taken && plain < PLAIN) {
        flying.set(k, { stream, entries, claims, isFetch: false })
        doubt(k)
      }
      return taken
    },
    /** The attempt that comes next. */
    next: () => k + 1,
    flights: () => [...flying.values()],
    forget: () => flying.clear(),
    stop: watchAcks(url, land),
  }
}
