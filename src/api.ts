import type { Item, Json } from './events'
import type { Consent } from './options'
import type { EventProps } from './props'

export type { Item, Json }

/** The live session, as it stands. Times in ms. */
export interface SessionInfo {
  id: string
  /** 1 for the first session of this browser while its cookie lives. */
  number: number
  start: number
  /** When a person last did something. */
  lastActivity: number
  state: 'pending' | 'settling' | 'active' | 'idle' | 'closed' | 'off'
}

export type SessionListener = (kind: 'start' | 'end' | 'idle' | 'resume', session: SessionInfo) => void

export interface CartDetails {
  /** ISO 4217. */
  currency?: string
  /** Default: Σ price × quantity. */
  value?: number
  cart_id?: string
}

export interface Order extends CartDetails {
  transaction_id: string
  items: Item[]
  currency: string
  tax?: number
  shipping?: number
  coupon?: string
}

export interface Cart {
  /** One item was looked at, or, given a list, the cart. */
  view(items: Item | Item[], details?: CartDetails): void
  add(items: Item | Item[], details?: CartDetails): void
  remove(items: Item | Item[], details?: CartDetails): void
  /** A new quantity; the same one is no event, 0 removes the item. */
  update(item: Item & { quantity: number }, details: CartDetails & { previous_quantity: number }): void
  checkout(items: Item[], details?: CartDetails): void
  /**
   * A completed order. Counted once per transaction_id, and it ends the session unless `endOnPurchase` is false.
   * `confirmation` says whether this page, or the one at that path, is the confirmation page.
   */
  purchase(order: Order, options?: { confirmation?: boolean | string }): void
}

/** Augment this to type your own events: `declare module 'sojourn' { interface Events { newsletter_opened: { place: string } } }` */
// biome-ignore lint/suspicious/noEmptyInterface: it is there to be augmented
export interface Events {}

type Scalar = string | number | boolean | null | undefined
/** Flat: words, numbers and lists of them. */
export type OwnProps = { [key: string]: Scalar | readonly Scalar[] }

export interface Sojourn {
  /** Counts a custom event: lower case, digits and _, at most 40 characters; props flat, at most 50 keys. It never extends a session. */
  track<N extends keyof Events>(name: N, props: Events[N]): void
  track<N extends string>(name: N extends keyof EventProps | keyof Events ? never : N, props?: OwnProps): void
  /** Counts a page view by hand; within 1 s of an automatic one of the same page it joins that one. */
  page(props?: OwnProps): void
  /** For sites that call `form.submit()`, which no listener sees. Part of capture: `sojourn/core` does not know it. */
  formSubmit(form: HTMLFormElement): void
  cart: Cart
  /** The session as this tab knows it, with its state; null where none has been yet. Has no side effects. */
  session(): SessionInfo | null
  /** Calls back when the session starts, ends, goes idle or resumes. Returns its own undo. */
  onSession(listener: SessionListener): () => void
  startSession(): void
  endSession(): void
  /** Somebody is there without input (a video plays). Refused while the page is hidden. */
  keepAlive(): void
  /** Keeps a value for this session, shared by its tabs. False if there is no session or more than 4 KB. */
  remember(key: string, value: Json): boolean
  recall(key: string): Json | undefined
  /** Ids of the items looked at in this session, the latest first, at most 20. */
  viewed(): string[]
  /** The present cart. */
  cartItems(): Item[]
  consent(state: Consent): void
  /** Sends now what waits. */
  flush(): void
  /** Removes every listener, timer and patch. */
  destroy(): void
}
