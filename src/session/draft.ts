import type { SessionListener } from '../api'
import type { Props, StartReason } from '../events'
import type { Jar } from './jar'

/**
 * What an action means to the session. Only a person opens or extends one: `machine` (timers, leave events, `track`)
 * never does; a `reload` may be a kiosk's timer, so it extends nothing either; `return` is back, forward and bfcache.
 */
export type Act = 'human' | 'cart' | 'order' | 'view' | 'return' | 'reload' | 'machine'

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
  finish?: ((props: Props) => void) | undefined
  /** Hash of the order, for a purchase. */
  order?: string | undefined
  /**
   * Whether the page of this purchase is its own confirmation page; a URL: the page at its path alone is.
   * Default: it is if nobody acted on it.
   */
  confirmation?: boolean | string | undefined
}

/** late: the session had timed out. post: the tail of a finished purchase. Neither moves an end. */
export type Mark = 'late' | 'post' | undefined

export type SessionParts = {
  jar: Jar
  timeout: number
  endOnPurchase: boolean
  /** Engaged ms of this tab so far. */
  engaged: () => number
  /**
   * Says something about the session itself: an event that already knows it.
   * @param by what a session begins with: the page may be another by the time it is said
   */
  say: (name: string, id: string, time: number, props: Props, by?: Draft | null) => void
  /** Takes an event that now knows its session. */
  out: (draft: Draft, id: string, mark?: Mark) => void
  /** Hands over what people did before now, for a sleep may lie between; then calls `check`. */
  onWake: () => void
  /** One event more than can be held until the session is known. */
  lose: () => void
  notify: SessionListener
  /** Why the first session of this page begins: 'first', or 'consent' after a refusal. */
  first: StartReason
  /** Gets the ids that turned out to be one arrival: loser, winner. */
  was: [string, string][]
}
