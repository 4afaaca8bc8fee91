// The wire contract, version 1. Types only: nothing here reaches the bundle.
// docs/DELIVERY.md describes the same for people who write their own collector.

/** How a page view came about. */
export type Navigation = 'load' | 'push' | 'replace' | 'traverse' | 'hash' | 'bfcache' | 'manual'

/** Why a session ended. */
export type EndReason = 'timeout' | 'purchase' | 'manual' | 'limit' | 'consent'

/** Why a session began. `first`: this browser has no earlier one that is still known. */
export type StartReason =
  | 'first'
  | 'timeout'
  | 'after_purchase'
  | 'manual'
  | 'limit'
  | 'clock'
  | 'consent'
  | 'resumed_checkout'

/** A captured element. Never holds a value, a class or text outside the label rules. */
export interface ElementDescription {
  tag: string
  id?: string
  role?: string
  name?: string
  type?: string
  testid?: string
  label?: string
  label_source?: string
  path?: string
}

/** One item of a cart, named like GA4's items. */
export interface Item {
  item_id: string
  item_name?: string
  item_brand?: string
  item_category?: string
  item_variant?: string
  price?: number
  quantity?: number
  index?: number
}

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json }
export type Props = { [key: string]: Json }

/** One event as it is sent. `(doc, seq)` is its identity; once serialised its bytes never change. */
export interface WireEvent {
  /** 1, 2, 3 … per document, never reset. */
  seq: number
  /** When the person acted; ms since 1970 by the browser's clock. */
  time: number
  /** Session id; null only when cookieless without an id. */
  session: string | null
  /** Ordinal of the page view within its document: 1, 2 … What comes before the first one is of the same page. */
  page: number
  name: string
  /** Redacted URL of the page. */
  url: string
  props: Props
  /** Belongs to a session that had already timed out; moves no end. */
  late?: true
  /** Belongs to the tail of a finished purchase; moves no end. */
  post?: true
}

/** What one request carries. */
export interface Batch {
  v: 1
  sdk: string
  site: string
  /** At least 64 random bits per document. */
  doc: string
  /** Attempt number in the sending document; the same as `?b=`. */
  k: number
  /** Client clock when sent, ms. */
  sent: number
  /** Highest `seq` allocated. */
  high: number
  /** Lowest `seq` not yet acknowledged. */
  low: number
  /** Events this document dropped on purpose so far. */
  dropped: number
  via: 'beacon' | 'fetch' | 'later'
  /** Earlier documents of this browser with unacknowledged ranges: doc, low, high. */
  claims?: [string, number, number][]
  /** Session ids merged while settling: loser, winner. */
  was?: [string, string][]
  context: {
    /** Rung of the storage ladder that holds the session. */
    store: 'domain' | 'host' | 'local' | 'session' | 'memory'
    consent: 'granted' | 'cookieless'
    language: string
    viewport: [number, number]
    screen: [number, number]
    timezone: string
    /** `navigator.webdriver`, or a declared bot where `bots` is 'flag'. */
    automation: boolean
  }
  events: WireEvent[]
}
