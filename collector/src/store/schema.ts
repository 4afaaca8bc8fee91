import type { DuckDBType } from '@duckdb/node-api'
import { BIGINT, BOOLEAN, INTEGER, VARCHAR } from '@duckdb/node-api'
import type { EventRow, ItemRow, MarkRow, RejectedRow } from './store.js'

type Columns<Row> = { [Key in keyof Row]: DuckDBType }

// In the order of the tables' columns: appended by position. New ones go to the end, where CREATE adds them.
export const EVENTS: Columns<EventRow> = {
  site: VARCHAR,
  doc: VARCHAR,
  seq: INTEGER,
  session: VARCHAR,
  page: INTEGER,
  time: BIGINT,
  corrected: BIGINT,
  received: BIGINT,
  name: VARCHAR,
  path: VARCHAR,
  referrer: VARCHAR,
  title: VARCHAR,
  target: VARCHAR,
  value_minor: BIGINT,
  currency: VARCHAR,
  cart_id: VARCHAR,
  moment: BIGINT,
  reason: VARCHAR,
  engaged: INTEGER,
  scroll: INTEGER,
  timeout: BIGINT,
  previous: VARCHAR,
  campaign: VARCHAR,
  store: VARCHAR,
  device: VARCHAR,
  automation: BOOLEAN,
  tail: BOOLEAN,
  props: VARCHAR,
  tag: VARCHAR,
  form: VARCHAR,
}

export const ITEMS: Columns<ItemRow> = {
  site: VARCHAR,
  session: VARCHAR,
  doc: VARCHAR,
  seq: INTEGER,
  time: BIGINT,
  corrected: BIGINT,
  name: VARCHAR,
  item_id: VARCHAR,
  item_name: VARCHAR,
  quantity: INTEGER,
  price_minor: BIGINT,
  currency: VARCHAR,
}

export const MARKS: Columns<MarkRow> = {
  site: VARCHAR,
  doc: VARCHAR,
  received: BIGINT,
  high: INTEGER,
  dropped: INTEGER,
  duplicates: INTEGER,
  bots: INTEGER,
}

export const REJECTED: Columns<RejectedRow> = {
  site: VARCHAR,
  doc: VARCHAR,
  seq: INTEGER,
  received: BIGINT,
  reason: VARCHAR,
}

const TABLES = { events: EVENTS, items: ITEMS, marks: MARKS, rejected_events: REJECTED }

/** What rows are appended to; the last two are temporary. */
export const APPENDED = { ...TABLES, touched: { site: VARCHAR, session: VARCHAR }, touched_docs: { doc: VARCHAR } }

/** Changes when a table changes otherwise than by columns at its end; another file is refused, not misread. */
export const SCHEMA = 2

/** Changes when a table below or what makes it does: then they are made again at the start. */
export const DERIVATION = 3

/** Made from the tables above (../derive). `before`: when the session did the same before. */
const DERIVED = {
  // Until when what was received is known to the tables below. First, so that none is taken for complete.
  derived: 'until BIGINT, version INTEGER',
  sessions: `
    site VARCHAR, sid VARCHAR, first BIGINT, start BIGINT, t0 BIGINT, said_end BIGINT, said_reason VARCHAR, seen BIGINT,
    timeout BIGINT, skew BIGINT, events BIGINT, views BIGINT, acted BOOLEAN, in_memory BOOLEAN, entry VARCHAR,
    last_path VARCHAR, purchased BOOLEAN, resumes VARCHAR, referrer VARCHAR, campaign VARCHAR, device VARCHAR,
    engaged BIGINT, cart_value BIGINT, cart_currency VARCHAR,
    cart_lines STRUCT(item_id VARCHAR, item_name VARCHAR, quantity BIGINT, price_minor BIGINT, currency VARCHAR)[]`,
  views: `
    site VARCHAR, sid VARCHAR, path VARCHAR, title VARCHAR, corrected BIGINT, ord BIGINT, engaged INTEGER,
    scroll INTEGER, is_first BOOLEAN, is_last BOOLEAN, before BIGINT`,
  clicks: `
    site VARCHAR, sid VARCHAR, path VARCHAR, label VARCHAR, tag VARCHAR, corrected BIGINT, before BIGINT`,
  documents: `
    doc VARCHAR, site VARCHAR, first BIGINT, last BIGINT, high INTEGER, dropped INTEGER, here BIGINT`,
}

export const DROP_DERIVED = Object.keys(DERIVED).map(table => `DROP TABLE IF EXISTS ${table}`)
export const CREATE_DERIVED = Object.entries(DERIVED).map(
  ([table, columns]) => `CREATE TABLE IF NOT EXISTS ${table} (${columns})`,
)

/** No primary key: dedup happens before the store (dedup.ts says why). */
export const CREATE = [
  ...Object.entries(TABLES).flatMap(([table, columns]) => {
    const [first, ...others] = Object.entries(columns).map(([column, type]) => `"${column}" ${type}`)
    return [
      `CREATE TABLE IF NOT EXISTS ${table} (${first})`,
      ...others.map(column => `ALTER TABLE ${table} ADD COLUMN IF NOT EXISTS ${column}`),
    ]
  }),
  // Merged sessions. Kept transitively closed: a winner is never a loser.
  'CREATE TABLE IF NOT EXISTS aliases (site VARCHAR, loser VARCHAR, winner VARCHAR)',
  // Deleted sessions: what comes late of them goes, too.
  'CREATE TABLE IF NOT EXISTS forgotten (site VARCHAR, session VARCHAR, since BIGINT)',
]
