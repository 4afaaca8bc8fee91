import { now } from '../browser/clock'
import { guard } from '../browser/listen'
import type { Batch } from '../events'

// What lies in an outbox: the time until which its page speaks for it, then a batch.

/** Hidden tabs run a timer once a minute. */
export const BEAT = 6e4
export const LEASE = 2 * BEAT

/** For how long somebody still speaks for it, ms. A lease from the future is that of a clock that was set back. */
export const leaseOf = (text = ''): number => {
  const left = parseInt(text, 10) - now()
  return left > 0 && left <= LEASE ? left : 0
}

export const batchOf = (text = ''): Partial<Batch> => guard(() => JSON.parse(text.slice(text.indexOf('{')))) ?? {}
