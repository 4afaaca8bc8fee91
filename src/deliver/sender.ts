import { chunk, type Entry, EXIT, expire, type Stream, waiting } from './batch'
import type { Backoff } from './retry'
import type { Transport } from './transport'

/** What a batch says besides its events, bytes. */
const HEAD = 1000

/** Sends what waits: in lists that fit, by beacon or by fetch. */
export const createSender = (
  own: Stream,
  streams: Set<Stream>,
  bytes: number,
  backoff: Backoff,
  transport: Transport,
) => {
  /** The browser takes no more before it has sent something. */
  let isFull = false

  const send = (entries: Entry[], leaving: boolean): void => {
    if (isFull || ((leaving || !backoff.hasFailed()) && transport.byBeacon(entries))) return
    if (!leaving) {
      transport.byFetch(own, entries)
      return
    }
    // What is still refused is left to fetchLater and the outbox.
    const half = entries.length >> 1
    isFull = !half
    send(entries.slice(0, half), leaving)
    send(entries.slice(half), leaving)
  }
  return {
    sendAll: (leaving: boolean) => {
      if (leaving) transport.recall()
      for (const stream of streams) expire(stream)
      const queue = waiting(own)
      for (const { refresh } of queue) refresh?.()
      const isProbe = !leaving && backoff.isDown()
      for (const list of chunk(isProbe ? queue.slice(0, 1) : queue, leaving ? EXIT : bytes - HEAD)) send(list, leaving)
      if (leaving) return
      // What others left may be much: a collector that fails gets none of it beside our own, and else one.
      if (!backoff.hasFailed()) transport.finish()
      if (!queue[0] && (backoff.hasFailed() || !transport.ask())) transport.finish(1)
    },
    /** It may have sent something meanwhile. */
    retry: () => {
      isFull = false
    },
  }
}
