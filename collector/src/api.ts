// What the report routes answer, as JSON. Times in ms since 1970, durations in ms, money in major units of `currency`.

/** A list of numbers said with three. null: nothing to measure. */
export interface Spread {
  mean: number | null
  median: number | null
  p90: number | null
}

/** GET /api/summary */
export interface Summary {
  site: string | null
  from: number
  to: number
  sessions: number
  page_views: number
  /** 0…1: one page view, no form, cart or purchase, under 10 s engaged; `store: memory` left out. null: no session. */
  bounce_rate: number | null
  /** Last human activity − start. */
  duration: Spread
  engaged: Spread
  purchases: number
  abandoned_carts: number
  /** Sessions with human activity less than their timeout ago, not ended. */
  live: number
  /** The same figures for the period of equal length just before, for trends. */
  previous: {
    sessions: number
    page_views: number
    bounce_rate: number | null
    duration_median: number | null
    engaged_median: number | null
    purchases: number
    abandoned_carts: number
  }
  /** Sessions over time: bucket start and count, no gaps. */
  trend: { bucket_ms: number; points: [number, number][] }
}

/** GET /api/pages: most viewed first. */
export interface PageRow {
  path: string
  title: string
  views: number
  sessions: number
  entries: number
  exits: number
  engaged_median: number | null
  scroll_median: number | null
}

export interface SessionRow {
  id: string
  start: number
  /** Last human activity, or the moment of purchase or endSession(). */
  end: number
  /** null while live; 'timeout' too when nobody said the end and the timeout has passed. */
  end_reason: 'timeout' | 'purchase' | 'manual' | 'limit' | 'consent' | null
  /** end − start. */
  duration: number
  engaged: number
  /** Paths in the order they were seen. */
  pages: string[]
  /** How many events are held. */
  events: number
  entry: string | null
  exit: string | null
  referrer: string | null
  campaign: string | null
  device: 'phone' | 'tablet' | 'desktop' | null
  live: boolean
  bounce: boolean
  cart: 'none' | 'filled' | 'abandoned' | 'purchased'
}

export interface TimelineEvent {
  doc: string
  seq: number
  time: number
  name: string
  path: string
  /** A short human sentence part: a label, an item, a title. Plain text, never markup. */
  what: string
  props: Record<string, unknown>
}

/** GET /api/sessions/:id : the row, with `timeline` in order of time and seq. */
export interface SessionDetail extends SessionRow {
  timeline: TimelineEvent[]
}

/** GET /api/carts: abandoned carts, newest first. */
export interface CartRow {
  session: string
  time: number
  /** Of the items in the cart's currency, which is that of its latest line: currencies are not added up. */
  value: number
  currency: string | null
  /** `currency` where it is another than the cart's. */
  items: { item_id: string; item_name?: string; quantity: number; price?: number; currency?: string }[]
  /** Path of the last page of the session. */
  last_page: string | null
}

/** GET /api/funnel?steps=view_item,add_to_cart: sessions that did each step after all the steps before it. */
export interface Funnel {
  steps: { name: string; sessions: number }[]
}

/** GET /api/clicks: most clicked first. */
export interface ClickRow {
  path: string
  label: string
  tag: string
  count: number
  sessions: number
}

/** GET /api/clicks?unused=1: used before the period, and by nobody in it. The most seen page first. */
export interface UnusedRow {
  path: string
  label: string
  tag: string
  /** Of its page, in the period. */
  views: number
  last_used: number
}

/** GET /api/forms: most submitted first. */
export interface FormRow {
  path: string
  form: string
  /** Views of the page that holds it. */
  views: number
  submits: number
  /** Sessions that used something in the form, have ended, and never sent it. */
  abandoned: number
}

/** GET /api/delivery: the loss ledger. */
export interface Delivery {
  received: number
  /** Events that are known to exist (seq ≤ high) and are not held, less those dropped on purpose. */
  missing: number
  /** Events refused because they were held already. */
  duplicates: number
  /** Events that documents dropped on purpose (caps, beforeSend is not counted), as they told. */
  dropped: number
  rejected: number
  /** Of `rejected`, why: the field that was wrong, or `store`. The most first. */
  rejected_for: { reason: string; events: number }[]
  /** Events from declared bots: answered, never stored. */
  bots: number
  /** Of `received`, by the corrected clock: more than a minute, an hour, a day after they happened. */
  late: { minute: number; hour: number; day: number }
}

/** GET /api/choices: values that the filters may be set to, the most sessions first. `(none)`: those without one. */
export interface ChoiceRow {
  filter: 'entry' | 'referrer' | 'campaign' | 'device'
  value: string
  sessions: number
}

/** GET /live (server-sent events). `event: event`, one per committed event; `event: hello` on connect. */
export interface LiveEvent {
  site: string
  session: string | null
  doc: string
  seq: number
  time: number
  name: string
  path: string
  what: string
}
