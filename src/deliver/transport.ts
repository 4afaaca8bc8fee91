import { after } from '../browser/clock'
import { isVisible } from '../browser/lifecycle'
import { watchAcks } from './acks'
import { type Entry, type Stream, waiting } from './batch'
import { post, sendBeacon } from './request'
import type { Backoff } from './retry'

const SILENCE = 10_000
const DAY = 864e5
/** So many answers that say nothing of acks, and none that does: this collector knows none. */
const PLAIN = 3

/** Writes the body of the attempt `k`. */
export type Form = (
  stream: Stream,
  via: 'beacon' | 'fetch' | 'later',
  k: number,
  entries: Entry[],
  claims?: Stream[],
) => string

/**
 * in flight → acknowledged | unknown → retry | dropped and counted
 * @param streams ours first
 * @param onChange what is in flight, or waits, is not what it was
 */
export const createTransport = (
  url: string,
  streams: Set<Stream>,
  form: Form,
  backoff: Backoff,
  onChange: () => void,
) => {
  let k = 0
  /** Answers without an ack; -Infinity once an ack was read. */
  let plain = 0

  const mark = (entries: Entry[], via: Entry['via']) => {
    for (const entry of entries) Object.assign(entry, { via, k, refresh: undefined })
  }
  /** What attempt `number` took is no longer ours to send. */
  const settle = (number: number) => {
    for (const stream of streams) {
      const { length } = stream.entries
      stream.entries = stream.entries.filter(one => one.k !== number)
      if (length && !stream.entries.length) stream.done()
    }
  }
  /** A request whose answer can be read. */
  const byFetch = async (stream: Stream, entries: Entry[], keepalive = false): Promise<void> => {
    if (!entries.length) return
    const number = ++k
    mark(entries, 'fetch')
    const body = form(stream, 'fetch', number, entries)
    const [status, wait] = await post(url + number, body, keepalive, plain >= 0 && number > PLAIN)
    // Not what was acknowledged or discarded meanwhile.
    const left = stream.entries.filter(one => one.k === number)
    const half = left.length >> 1
    if (status === 413 && half) {
      byFetch(stream, left.slice(0, half))
      byFetch(stream, left.slice(half))
    } else if (/^2/.test(`${status}`)) {
      backoff.reset()
      settle(number)
    } else if (/^4(?!08|25|29)/.test(`${status}`)) {
      stream.dropped += left.length
      settle(number)
      if (status === 410) backoff.pause(DAY, true)
    } else {
      for (const entry of left) entry.via = undefined
      backoff.fail(wait)
    }
    onChange()
  }
  const land = (number: number, explicit: boolean) => {
    plain = explicit ? -Infinity : plain + 1
    settle(number)
    // An ack says that every claim is held too: then it is forgotten unsent.
    for (const stream of streams)
      if (stream.claim === number) {
        if (explicit || plain >= PLAIN) stream.done()
        else byFetch(stream, waiting(stream))
      }
    onChange()
  }
  /** Silence says nothing: what was not acknowledged is sent again, with the same `seq`s, and its answer read. */
  const doubt = (number: number) => {
    after(SILENCE, () => {
      if (!isVisible()) return doubt(number)
      let silent = false
      for (const stream of streams) {
        if (stream.claim === number) stream.claim = 0
        for (const entry of stream.entries)
          if (entry.k === number && entry.via) {
            entry.via = undefined
            silent = true
          }
      }
      if (!silent) return
      backoff.fail(0)
      onChange()
    })
  }
  return {
    byFetch,
    byBeacon: (stream: Stream, entries: Entry[], claims: Stream[]): boolean => {
      const isTaken = sendBeacon(url + ++k, form(stream, 'beacon', k, entries, claims))
      if (isTaken) {
        mark(entries, 'beacon')
        for (const claimed of claims) claimed.claim = k
        if (plain < PLAIN) doubt(k)
        else land(k, false)
      }
      return isTaken
    },
    /** The attempt that comes next. */
    next: () => k + 1,
    stop: watchAcks(url, land),
  }
}
