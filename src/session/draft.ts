import type { Props } from '../events'

/**
 * What an action means to the session. Only a person opens or extends one: `machine` (timers, leave events, `track`)
 * never does; a `reload` may be a kiosk's timer, so it extends nothing either; `return` is back, forward and bfcache.
 */
export type Act = 'human' | 'cart' | 'view' | 'return' | 'reload' | 'machine'

/** An event that does not know its session yet. */
export type Draft = {
  name: string
  time: number
  url: string
  page: number
  props: Props
  /** Written to storage at once, not with the next batch of writes. */
  critical?: boolean
  /** Fills in what is known only later (a title, whether a submit was prevented); run again at each serialisation. */
  finish?: (props: Props) => void
  /** Hash of the order, for a purchase. */
  order?: string
  /** Whether the page of this purchase is its own confirmation page. Default: it is if nobody acted on it. */
  confirmation?: boolean | undefined
}

/** late: the session had timed out. post: the tail of a finished purchase. Neither moves an end. */
export type Mark = 'late' | 'post' | undefined
