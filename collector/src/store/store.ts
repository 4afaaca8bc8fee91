import type { Reports } from '../reports/reports.js'
import type { Scope } from '../reports/scope.js'
import type { FileFormat, Raw } from './raw.js'

/** One event as it is stored. Columns that only some events have are null elsewhere. */
export interface EventRow {
  site: string
  doc: string
  seq: number
  session: string | null
  /** Ordinal of the page view in its document. */
  page: number
  /** By the browser's clock, and by ours. */
  time: number
  corrected: number
  received: number
  name: string
  path: string
  referrer: string | null
  title: string | null
  /** What the event is about: a label, a form, a transaction id. */
  target: string | null
  value_minor: number | null
  currency: string | null
  cart_id: string | null
  /** The moment the event speaks about: a session's end, a page's last activity. */
  moment: number | null
  reason: string | null
  engaged: number | null
  scroll: number | null
  timeout: number | null
  previous: string | null
  campaign: string | null
  store: string | null
  device: string | null
  automation: boolean
  tail: boolean
  /** The element's tag, and the form it is in: `form#contact`. */
  tag: string | null
  form: string | null
  props: string
}

/** One line of a cart event. */
export interface ItemRow {
  site: string
  session: string | null
  doc: string
  seq: number
  time: number
  corrected: number
  name: string
  item_id: string
  item_name: string | null
  quantity: number | null
  price_minor: number | null
  currency: string | null
}

/** What a batch said about its document: the loss ledger is made of these. */
export interface MarkRow {
  site: string
  doc: string
  received: number
  high: number
  dropped: number
  duplicates: number
  bots: number
}

export interface RejectedRow {
  site: string
  doc: string
  seq: number | null
  received: number
  reason: string
}

export interface MergeRow {
  site: string
  loser: string
  winner: string
}

/** What is committed together. */
export interface Group {
  events: EventRow[]
  items: ItemRow[]
  marks: MarkRow[]
  rejected: RejectedRow[]
  merges: MergeRow[]
}

export const emptyGroup = (): Group => ({ events: [], items: [], marks: [], rejected: [], merges: [] })

export const joined = (groups: Group[]): Group => ({
  events: groups.flatMap(({ events }) => events),
  items: groups.flatMap(({ items }) => items),
  marks: groups.flatMap(({ marks }) => marks),
  rejected: groups.flatMap(({ rejected }) => rejected),
  merges: groups.flatMap(({ merges }) => merges),
})

/** What a store owes the collector: the embedded DuckDB, and ClickHouse, which several collectors may share. */
export interface Store {
  /**
   * false: rows that come twice are there twice, so the collector must know all that is held. true: the engine makes
   * one of them, and what the collector remembers only saves work.
   */
  mergesTwins: boolean
  /**
   * Resolves when the whole group is durable. Rejects with code E_DATA when the store failed, with anything else when
   * it refused a row. What it holds of the group all the same, it merges with what comes again.
   */
  commit(group: Group): Promise<void>
  /** Rejects when nothing can be written. Mends itself where it can. */
  probe(): Promise<void>
  /** Which (doc, seq) arrived since then, as runs of seq; nothing of a store that merges twins. */
  held(since: number, each: (doc: string, low: number, high: number, received: number) => void): Promise<void>
  /** What is durable of these documents, whoever took it; nothing of a store that only this collector writes to. */
  heldOf(docs: string[], each: (doc: string, low: number, high: number, received: number) => void): Promise<void>
  /** The moment that the reports speak of, ms, where they cannot be brought up to date; null: they are. */
  asOf(): number | null
  reports: Reports
  /** The same for one asker: what is not answered when it goes is given up. */
  reportsFor(asker: AbortSignal): Reports
  /** Writes rows of the scope to a file, which the caller reads and deletes. */
  copy(raw: Raw, scope: Scope, format: FileFormat): Promise<string>
  /** Deletes one session (merged ones too); answers how many events went. */
  forgetSession(session: string, site: string | null): Promise<number>
  /** Deletes what was received before then; answers how many events went. */
  prune(before: number): Promise<number>
  close(): Promise<void>
}
