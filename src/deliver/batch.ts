import { now } from '../browser/clock'
import type { Batch } from '../events'
import { toJson } from './serialise'

/** What a document may have waiting, or in storage: twice what beacons take, so that a full last task finds room. */
const MOST = { events: 500, bytes: 131_072 }

const WEEK = 7 * 864e5

/** What beacons may have in flight together is 65 536 bytes; a batch's head takes some of it. */
export const EXIT = 59_000

/** An event on its way: its bytes never change once a request has taken them. */
export type Entry = {
  seq: number
  text: string
  /** UTF-8 bytes of `text`: what beacons are limited by, never `.length`. */
  size: number
  /** When it was told, by the wall clock. */
  at: number
  /** Not dropped while anything else can be. */
  critical?: boolean | undefined
  /** Writes it again with what has become known since; gone once a request took it. */
  refresh?: (() => void) | undefined
  /** How it travels; undefined while it waits. */
  via?: 'beacon' | 'fetch' | undefined
  /** The last attempt that took it. */
  k?: number
}

/** The events of one document: of this one, or of an earlier one that could not finish. */
export type Stream = {
  doc: string
  high: number
  dropped: number
  /** What is not acknowledged, in order of `seq`. */
  entries: Entry[]
  /** The attempt that asks the collector whether it holds all of this. */
  claim?: number
  /** It was asked after, and nobody said that it is held. */
  isAsked?: boolean
  /** Nothing of it is left to send. */
  done: () => void
}

const encoder = /* @__PURE__ */ new TextEncoder()

export const bytesOf = (text: string): number => encoder.encode(text).length
export const sizeOf = (entries: Entry[]): number => entries.reduce((sum, { size }) => sum + size + 1, 0)
/** Of what is not acknowledged, the first. */
export const lowOf = ({ entries: [first], high }: Stream): number => first?.seq ?? high + 1
export const waiting = ({ entries }: Stream): Entry[] => entries.filter(({ via }) => !via)

/** Nobody is asking after it, or sending it. */
export const isIdle = ({ claim, entries }: Stream): boolean => !claim && entries.every(({ via }) => !via)

/**
 * @param write null if the event was dropped; then there is no entry
 * @param late write again when it is sent, for what becomes known only then
 */
export const createEntry = (
  seq: number,
  write: (seq: number) => string | null,
  late: boolean,
  critical?: boolean,
): Entry | undefined => {
  const entry: Entry = { seq, text: '', size: 0, at: now(), critical, refresh: undefined, via: undefined }
  const refresh = () => {
    entry.text = write(seq) ?? entry.text
    entry.size = bytesOf(entry.text)
  }
  refresh()
  if (late) entry.refresh = refresh
  return entry.text ? entry : undefined
}

/** What may be kept. What is too much goes, the oldest uncritical first. @param room characters for what is not critical */
export const fitting = (entries: Entry[], room = MOST.bytes): Entry[] => {
  if (entries.length <= MOST.events && sizeOf(entries) <= room) return entries
  const kept = new Set<Entry>()
  let size = 0
  const rank = ({ critical, seq }: Entry) => (critical ? 2 ** 40 : 0) + seq
  for (const one of [...entries].sort((a, b) => rank(b) - rank(a))) {
    size += one.size + 1
    if (size > (one.critical ? MOST.bytes : room) || kept.size >= MOST.events) break
    kept.add(one)
  }
  return entries.filter(one => kept.has(one))
}

/** Takes one more and tells what waits now; what was too much is counted. */
export const append = (stream: Stream, entry: Entry): Entry[] => {
  stream.entries.push(entry)
  const queue = waiting(stream)
  const kept = fitting(queue)
  if (kept.length < queue.length) {
    stream.dropped += queue.length - kept.length
    stream.entries = stream.entries.filter(one => one.via || kept.includes(one))
  }
  return kept
}

/** What nobody has taken in seven days goes, and is counted. */
export const expire = (stream: Stream): void => {
  const { entries } = stream
  stream.entries = entries.filter(({ via, at }) => via || !(now() - at > WEEK))
  stream.dropped += entries.length - stream.entries.length
}

/** The body of one request. Events are joined, never parsed again. */
export const formBody = (
  head: Partial<Batch>,
  streams: Set<Stream>,
  stream: Stream,
  entries: Entry[],
  via: Batch['via'],
  k: number,
  claims: Stream[] = [],
): string => {
  const { doc, high, dropped } = stream
  const asked = claims[0] && claims.map(one => [one.doc, lowOf(one), one.high])
  // What a page from the back/forward cache has left is not acknowledged either.
  const low = Math.min(lowOf(stream), ...[...streams].filter(one => one.doc === doc).map(lowOf))
  const fields = { ...head, doc, k, sent: now(), high, low, dropped, via, claims: asked }
  return `${toJson(fields).slice(0, -1)},"events":[${entries.map(({ text }) => text)}]}`
}

/** Lists of entries that each fit the limit; a single larger one stands alone. */
export const chunk = (entries: Entry[], limit: number): Entry[][] => {
  const lists: Entry[][] = []
  let room = 0
  for (const entry of entries) {
    room -= entry.size + 1
    if (room < 0) {
      lists.push([])
      room = limit - entry.size - 1
    }
    lists[lists.length - 1]?.push(entry)
  }
  return lists
}
