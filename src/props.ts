// What each of our events says. Types only: nothing here reaches the bundle.
import type { ElementDescription, EndReason, Item, Navigation, StartReason } from './events'

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
