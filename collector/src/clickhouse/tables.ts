export interface Table {
  columns: Record<string, string>
  /** Of rows with one key the one with the highest value stays. null: every row is kept. */
  version: string | null
  order: string
  partition: string
  /** Where in a cluster a row belongs. */
  shard: string
  granularity?: number
}

const MONTH = 'toYYYYMM(toDateTime(intDiv(received, 1000)))'

/** Absent texts are '': the collector stores no empty ones. Types and engines are those of ClickHouse 18 and later. */
export const TABLES = {
  events: {
    columns: {
      site: 'String',
      session: 'String',
      doc: 'String',
      seq: 'UInt32',
      day: 'Date',
      rank: 'UInt64',
      page: 'UInt32',
      time: 'Int64',
      corrected: 'Int64',
      received: 'Int64',
      name: 'String',
      path: 'String',
      referrer: 'String',
      title: 'String',
      target: 'String',
      value_minor: 'Nullable(Int64)',
      currency: 'String',
      cart_id: 'String',
      moment: 'Nullable(Int64)',
      reason: 'String',
      engaged: 'Nullable(Int32)',
      scroll: 'Nullable(Int32)',
      timeout: 'Nullable(Int64)',
      previous: 'String',
      campaign: 'String',
      store: 'String',
      device: 'String',
      automation: 'UInt8',
      tail: 'UInt8',
      tag: 'String',
      form: 'String',
      props: 'String',
      'items.item_id': 'Array(String)',
      'items.item_name': 'Array(Nullable(String))',
      'items.quantity': 'Array(Nullable(Int32))',
      'items.price_minor': 'Array(Nullable(Int64))',
      'items.currency': 'Array(Nullable(String))',
    },
    // What arrived first stays: its clock was read from a first attempt.
    version: 'rank',
    order: '(site, session, doc, seq)',
    partition: 'day',
    shard: "cityHash64(if(session = '', doc, session))",
  },
  /** What each batch said of its document, and which of its events are durable or refused for good: ledger and claims are answered from it. */
  marks: {
    columns: {
      doc: 'String',
      id: 'String',
      site: 'String',
      received: 'Int64',
      high: 'UInt32',
      dropped: 'UInt32',
      duplicates: 'UInt32',
      bots: 'UInt32',
      seqs: 'Array(UInt32)',
      refused: 'Array(UInt32)',
    },
    version: null,
    order: '(doc, id)',
    partition: MONTH,
    shard: 'cityHash64(doc)',
    // Read a document at a time.
    granularity: 512,
  },
  rejected: {
    columns: {
      site: 'String',
      doc: 'String',
      seq: 'UInt32',
      id: 'String',
      rank: 'UInt64',
      received: 'Int64',
      reason: 'String',
    },
    version: 'rank',
    order: '(site, doc, seq, id)',
    partition: MONTH,
    shard: 'cityHash64(doc)',
  },
  /** Every merge twice, once under each of its two ids. */
  merges: {
    columns: { site: 'String', id: 'String', loser: 'String', winner: 'String', at: 'Int64' },
    version: null,
    order: '(site, id, at)',
    partition: 'tuple()',
    shard: 'cityHash64(id)',
    granularity: 512,
  },
  /** Made from `merges`: a winner is never a loser. `known`: how many merges it was made from. */
  aliases: {
    columns: { site: 'String', loser: 'String', winner: 'String', known: 'UInt64' },
    version: 'known',
    order: '(site, loser)',
    partition: 'tuple()',
    shard: 'cityHash64(loser)',
  },
  /** Deleted sessions: what comes late of them is not shown, and goes with the next retention. */
  forgotten: {
    columns: { site: 'String', session: 'String', at: 'Int64' },
    version: 'at',
    order: '(site, session)',
    partition: 'tuple()',
    shard: 'cityHash64(session)',
  },
  probes: {
    columns: { one: 'UInt8', at: 'Int64' },
    version: 'at',
    order: 'one',
    partition: 'tuple()',
    shard: 'rand()',
  },
  meta: {
    columns: { schema: 'UInt32' },
    version: null,
    order: 'schema',
    partition: 'tuple()',
    shard: 'schema',
  },
} satisfies Record<string, Table>

export type TableName = keyof typeof TABLES
