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

/** What a session has done so far, as one tab has seen it. */
interface Totals {
  /** Page views. */
  pages: number
  /** Clicks, submits and cart actions by a person. */
  interactions: number
  /** Bits; docs/SESSIONS.md says which. */
  flags: number
}

interface CartAction {
  items: Item[]
  /** ISO 4217. */
  currency?: string
  /** Of all items, unless it was said: Σ price × quantity, rounded to 1/1000. */
  value?: number
  cart_id?: string
  coupon?: string
  tax?: number
  shipping?: number
  /** What was used; only for carts declared in HTML. */
  el?: ElementDescription
}

/** Our own events and what each says. Times and durations in ms, addresses redacted. docs/EVENTS.md has them in words. */
export interface EventProps {
  session_start: {
    /** 1 for the first session of this browser while its cookie lives. */
    number: number
    /** Id of the session before. */
    previous: string | null
    reason: StartReason
    timeout: number
    /** Path of the first page. */
    entry: string
    referrer: string
    campaign: { [field: string]: string }
  }
  session_end: Totals & {
    start: number
    end: number
    reason: EndReason
    engaged: number
  }
  page_view: {
    path: string
    title: string
    /** Another site: its origin only. */
    referrer: string
    nav: Navigation
  }
  /** A snapshot that counts up: the last one of a page holds. */
  page_leave: Totals & {
    engaged_ms: number
    /** How far down somebody has been, 0 to 100. */
    scroll_pct: number
    reason: 'hidden' | 'navigate'
    /** When a person last did something. */
    last: number
  }
  click: {
    el: ElementDescription
    input: 'pointer' | 'keyboard'
    /** 0, or 1 for the middle one on a link. */
    button: number
    /** Of a link. */
    href?: string
    /** Whether the link leads to another host. */
    outbound?: boolean
    /** Clicks before this one that were not told: more than 30 in 10 s. */
    dropped?: number
  }
  form_submit: {
    el: ElementDescription
    action: string
    method: string
    /** How many. */
    fields: number
    trigger: 'click' | 'enter' | 'script'
    /** Whether the page stopped the submit to do it itself. Not known of `formSubmit()`. */
    prevented?: boolean
    submitter?: ElementDescription
  }
  view_item: CartAction
  view_cart: CartAction
  add_to_cart: CartAction
  remove_from_cart: CartAction & { previous_quantity?: number }
  update_cart: CartAction & { previous_quantity: number }
  begin_checkout: CartAction
  purchase: CartAction & { transaction_id: string; currency: string; value: number }
  campaign: { [field: string]: string }
}

/** One event as it is sent. `(doc, seq)` is its identity; once serialised its bytes never change. */
export interface WireEvent {
  /** 1, 2, 3 … per document, never reset. */
  seq: number
  /** When the person acted; ms since 1970 by the browser's clock. */
  time: number
  /** Session id; null only when cookieless without an id. */
  session: string | null
  /** Ordinal of the page view within its document: 1, 2 …; 0 before the first one. */
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
