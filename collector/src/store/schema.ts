import type { DuckDBType } from '@duckdb/node-api'
import { BIGINT, BOOLEAN, INTEGER, VARCHAR } from '@duckdb/node-api'
import type { EventRow, ItemRow, MarkRow, RejectedRow } from './store.js'

type Columns<Row> = { [Key in keyof Row]: DuckDBType }

// In the order of the tables' columns: appended by position.
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
  item_id: VARCHAR,
  quantity: INTEGER,
  price_minor: BIGINT,
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

export const TABLES = { events: EVENTS, items: ITEMS, marks: MARKS, rejected_events: REJECTED }

/** Changes with the tables; a file of a newer collector is refused instead of misread. */
export const SCHEMA = 1

/** No primary key: dedup happens before the store (dedup.ts says why). */
export const CREATE = [
  ...Object.entries(TABLES).map(
    ([name, columns]) =>
      `CREATE TABLE IF NOT EXISTS ${name} (${Object.entries(columns)
        .map(([column, type]) => `"${column}" ${type}`)
        .join(', ')})`,
  ),
  // Merged sessions. Kept transitively closed: a winner is never a loser.
  'CREATE TABLE IF NOT EXISTS aliases (site VARCHAR, loser VARCHAR, winner VARCHAR)',
  'CREATE TABLE IF NOT EXISTS meta (schema INTEGER, probed BIGINT)',
]
