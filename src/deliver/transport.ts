import { after, elapsed } from '../browser/clock'
import { isVisible } from '../browser/lifecycle'
import type { Note } from '../browser/storage'
import type { Batch } from '../events'
import { watchAcks } from './acks'
import { chunk, type Entry, EXIT, isIdle, type Stream, waiting } from './batch'
import { createLearner } from './learner'
import { post, sendBeacon, UNREAD } from './request'
import type { Backoff } from './retry'

const SILENCE = 10_000
const DAY = 864e5
/** The words to an answer may come after it, ms. */
const WORDS = 1000
/** A refusal that comes sooner has not asked the network, ms. */
const QUICK = 20
/** Silence, a refusal, and another one. */
const BLOCKED = 3
/** Claims ride in the head of a batch. */
const CLAIMS = 20

export type Transport = ReturnType<typeof createTransport>

/** Writes the body of the attempt `k`. */
export type Form = (stream: Stream, entries: Entry[], via: Batch['via'], k: number, claims?: Stream[]) => string

/**
 * in flight → acknowledged | unknown → retry | dropped and counted
 * @param streams ours, and those that were adopted
 * @param onChange what is in flight, or waits, is not what it was
 */
export const createTransport = (
  url: string,
  own: Stream,
  streams: Set<Stream>,
  form: Form,
  backoff: Backoff,
  note: Note,
  onChange: () => void,
) => {
  let k = 0
  /** The collector has answered this page, whatever it said. */
  let isHeard = false

  const { isPlain, learn } = createLearner(note)
  const mark = (entries: Entry[], via: Entry['via']) => {
    for (const entry of entries) Object.assign(entry, { via, k, refresh: undefined })
  }
  /** Adopted streams that nobody is asking after or sending. @param isAsked in vain, or there is only a count to tell */
  const open = (isAsked: boolean) =>
    [...streams].filter(one => one !== own && isIdle(one) && !!(one.isAsked || !one.entries[0]) === isAsked)
  /** What an attempt took, but for what was acknowledged, discarded or taken again meanwhile. */
  const takenBy = (number: number, { entries }: Stream) => entries.filter(one => one.k === number)
  /** It is no longer ours to send. */
  const settle = (number: number, stream: Stream) => {
    stream.entries = stream.entries.filter(one => one.k !== number)
    if (!stream.entries.length) stream.done()
  }
  /** It waits again. */
  const giveBack = (entries: Entry[], wait: number, asked?: unknown) => {
    for (const entry of entries) entry.via = undefined
    if (entries.length || asked) backoff.fail(wait)
  }
  /** A request whose answer can be read. */
  const byFetch = async (stream: Stream, entries: Entry[]): Promise<void> => {
    if (backoff.isDown()) backoff.probe()
    const number = ++k
    mark(entries, 'fetch')
    if (!entries[0]) stream.claim = number
    const body = form(stream, entries, 'fetch', number)
    const began = elapsed()
    const [status, wait] = await post(url + number, body, !isHeard && number > BLOCKED)
    isHeard ||= status > 0
    const left = takenBy(number, stream)
    const half = left.length >> 1
    if (status === 413 && half) {
      byFetch(stream, left.slice(0, half))
      byFetch(stream, left.slice(half))
    } else if (/^(2|4(?!08|25|29))/.test(`${status}`)) {
      // Whatever it says: it is there.
      backoff.reset()
      if (status >= 400) stream.dropped += left.length
      else if (status > UNREAD) after(WORDS, () => learn(number))
      settle(number, stream)
      if (status === 410) backoff.pause(DAY, true)
    } else {
      giveBack(left, wait, claimedBy(number).length)
      // A content blocker is left in peace: this page asks no more before it is left, the next one anew.
      if (!isHeard && backoff.hasFailed(BLOCKED) && elapsed() - began < QUICK) backoff.pause(DAY, false)
    }
    onChange()
  }
  const finish = (stream: Stream) => {
    const lists = chunk(waiting(stream), EXIT)
    for (const list of lists[0] ? lists : [[]]) byFetch(stream, list)
  }
  /** Streams that this attempt asked after; from now on nobody does. */
  const claimedBy = (number: number) => {
    const claims = [...streams].filter(({ claim }) => claim === number)
    for (const stream of claims) Object.assign(stream, { claim: 0, isAsked: true })
    return claims
  }
  const land = (number: number, explicit: boolean) => {
    const claims = claimedBy(number)
    isHeard = true
    // A claim may be what an ack was withheld for.
    if (explicit || !claims.length) learn(number, explicit)
    settle(number, own)
    // An ack says that every claim is held too: then it is forgotten unsent.
    for (const stream of claims)
      if (explicit || isPlain()) stream.done()
      else finish(stream)
    onChange()
  }
  /** Silence says nothing: what was not acknowledged is sent again, with the same `seq`s, and its answer read. */
  const doubt = (number: number) => {
    after(SILENCE, () => {
      if (!isVisible()) return doubt(number)
      giveBack(takenBy(number, own), 0, claimedBy(number).length)
      onChange()
    })
  }
  const byBeacon = (entries: Entry[]): boolean => {
    const claims = open(false).slice(0, CLAIMS)
    const isTaken = sendBeacon(url + ++k, form(own, entries, 'beacon', k, claims))
    if (isTaken) {
      mark(entries, 'beacon')
      for (const stream of claims) stream.claim = k
      if (isPlain()) land(k, false)
      else doubt(k)
    }
    return isTaken
  }
  return {
    byFetch,
    byBeacon,
    isHeard: () => isHeard,
    /** The page leaves: what it sends by fetch may end with it. */
    recall: () => {
      for (const one of own.entries) if (one.via === 'fetch') one.via = undefined
    },
    /** Nothing else is to be sent: asks whether what was adopted has arrived. */
    ask: () => open(false)[0] && byBeacon([]),
    /** Sends what was asked after in vain; of what has expired, the count. @param most so many, asked after or not */
    finish: (most?: number) => [...open(true), ...(most ? open(false) : [])].slice(0, most).forEach(finish),
    /** The attempt that comes next. */
    next: () => k + 1,
    stop: watchAcks(url, land),
  }
}
