import { after, now } from '../browser/clock'
import type { Stop } from '../browser/listen'
import type { Batch } from '../events'
import { watchAcks } from './acks'
import { bytesOf, chunk, type Entry, formBody } from './batch'
import { post, sendBeacon } from './beacon'
import { createBackoff } from './retry'

/** What beacons may have in flight together, less the head of a batch. */
const EXIT = 59_000
const HEAD = 1000

export type DeliveryParts = {
  endpoint: string
  batch: { events: number; bytes: number; interval: number }
  /** The head of a batch, but for what delivery knows itself. */
  head: () => Omit<Batch, 'k' | 'sent' | 'high' | 'low' | 'dropped' | 'via' | 'events'>
  /** Ms to wait before events may be sent; binds what can be bound. */
  settle: (leaving: boolean) => number
}

export type Delivery = ReturnType<typeof createDelivery>

/** queue → in flight → acknowledged, or retried, or dropped and counted. */
export const createDelivery = ({ endpoint, batch, head, settle }: DeliveryParts) => {
  const url = `${endpoint + (endpoint.includes('?') ? '&' : '?')}b=`
  let queue: Entry[] = []
  let bytes = 0
  let high = 0
  let k = 0
  let dropped = 0
  let leaving = false
  let stopTimer: Stop | undefined
  const flying = new Map<number, Entry[]>()
  const backoff = createBackoff(() => flush())

  const landed = (number: number) => flying.delete(number)
  const stopAcks = watchAcks(url, landed)
  const low = () => Math.min(high + 1, ...[queue, ...flying.values()].flat().map(({ seq }) => seq))

  const form = (via: Batch['via'], entries: Entry[]): string => {
    k++
    for (const entry of entries) entry.again = undefined
    flying.set(k, entries)
    return formBody({ ...head(), k, sent: now(), high, low: low(), dropped, via }, entries)
  }
  const back = (entries: Entry[]) => {
    queue = [...entries, ...queue].sort((a, b) => a.seq - b.seq)
    bytes = queue.reduce((sum, { size }) => sum + size, 0)
  }
  const drop = (entries: Entry[]) => {
    dropped += entries.length
  }
  const sendByFetch = async (entries: Entry[]) => {
    const body = form('fetch', entries)
    const mine = k
    const { status, wait } = await post(url + mine, body, leaving)
    landed(mine)
    if (status >= 200 && status < 300) {
      backoff.reset()
      return queue.length ? flush() : undefined
    }
    if (status === 413 && entries.length > 1)
      return chunk(entries, entries.reduce((sum, { size }) => sum + size, 0) / 2).forEach(sendByFetch)
    if (status >= 400 && status < 500 && ![408, 425, 429].includes(status)) return drop(entries)
    back(entries)
    backoff.fail(wait)
  }
  const send = (entries: Entry[]) => {
    if (backoff.failed() && !leaving) return void sendByFetch(entries)
    if (sendBeacon(url + (k + 1), form('beacon', entries))) return
    landed(k)
    if (!leaving || entries.length < 2) return void sendByFetch(entries)
    const half = entries.length >> 1
    send(entries.slice(0, half))
    send(entries.slice(half))
  }
  const flush = () => {
    stopTimer?.()
    stopTimer = undefined
    const wait = settle(leaving)
    if (wait) {
      stopTimer = after(wait, flush)
      return
    }
    if (backoff.waits() && !leaving) return
    for (const entry of queue) entry.again?.()
    const entries = queue.splice(0)
    bytes = 0
    for (const list of chunk(entries, leaving ? EXIT : batch.bytes - HEAD)) send(list)
  }

  return {
    /**
     * Takes an event; null from `write` means that it was dropped, and no `seq` is spent.
     * @param late write again when it is sent, for what becomes known only then
     */
    add: (write: (seq: number) => string | null, late: boolean) => {
      const seq = high + 1
      const text = write(seq)
      if (!text) return
      high = seq
      const entry: Entry = { seq, text, size: bytesOf(text) }
      if (late) entry.again = () => Object.assign(entry, { text: write(seq) ?? entry.text })
      queue.push(entry)
      bytes += entry.size
      if (leaving || queue.length >= batch.events || bytes >= batch.bytes) flush()
      else stopTimer ??= after(batch.interval, flush)
    },
    /** Something waits to be bound: see that a flush comes. */
    expect: () => {
      stopTimer ??= after(batch.interval, flush)
    },
    flush,
    /** Until the page is seen again, every event is sent at once. */
    leave: (left: boolean) => {
      leaving = left
      if (left) flush()
    },
    /** Consent was taken back: nothing of what waits is sent. */
    discard: () => {
      dropped += queue.length
      queue = []
      bytes = 0
    },
    stop: () => {
      stopTimer?.()
      backoff.reset()
      stopAcks()
    },
  }
}
