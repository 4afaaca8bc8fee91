import type { EventRow, Group, ItemRow } from '../store/store.js'
import { wellFormed } from './client.js'

const DAY = 24 * 60 * 60 * 1000
/** Of clients' days these stay apart; any others share one partition, so that no client can make thousands. */
const OLDEST = 31 * DAY
const NEWEST = 2 * DAY
const FARTHEST_CLOCK = DAY

/** The partition of what has an impossible time. */
export const ODD_DAY = '1970-01-01'
const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10)

/** By the client's clock as it was sent: the same event that comes again lands beside its twin. */
function partitionOf({ time, corrected, received }: EventRow): string {
  const isOdd =
    time < received - OLDEST || time > received + NEWEST || Math.abs(corrected - time) > FARTHEST_CLOCK || time < DAY
  return isOdd ? ODD_DAY : dayOf(time)
}

/** A condition that lets whole partitions be left unread; what it lets through must still be looked at. */
export const daysOf = (from: number, to: number, by: 'corrected' | 'received' = 'corrected'): string => {
  const [before, after] = by === 'corrected' ? [2 * DAY, 2 * DAY] : [OLDEST + DAY, NEWEST + DAY]
  // The range of the type Date.
  const low = dayOf(Math.min(Math.max(from - before, 0), 4_200_000_000_000))
  const high = dayOf(Math.min(Math.max(to + after, 0), 4_200_000_000_000))
  return `((day >= '${low}' AND day <= '${high}') OR day = '${ODD_DAY}')`
}

const rankOf = (received: number): number => Number.MAX_SAFE_INTEGER - Math.round(received)

const clean = (value: unknown): unknown =>
  typeof value === 'string' ? wellFormed(value) : typeof value === 'number' ? Math.round(value) : value

/** Texts that an event may lack: null to the collector, '' in a table. */
export const ABSENT_TEXTS = [
  'session',
  'referrer',
  'title',
  'target',
  'currency',
  'cart_id',
  'reason',
  'previous',
  'campaign',
  'store',
  'device',
  'tag',
  'form',
] as const

function eventOf(row: EventRow, items: ItemRow[]): object {
  const stored: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(row)) stored[key] = clean(value)
  for (const key of ABSENT_TEXTS) stored[key] ??= ''
  stored.automation = row.automation ? 1 : 0
  stored.tail = row.tail ? 1 : 0
  stored.day = partitionOf(row)
  stored.rank = rankOf(row.received)
  for (const key of ['item_id', 'item_name', 'quantity', 'price_minor', 'currency'] as const) {
    stored[`items.${key}`] = items.map(item => clean(item[key]))
  }
  return stored
}

const identity = (doc: string, seq: number): string => `${seq} ${doc}`

/** The rows of a group, by table. `id`: of this commit, never used before. */
export function rowsOf(group: Group, id: string) {
  const items = new Map<string, ItemRow[]>()
  for (const item of group.items) {
    const key = identity(item.doc, item.seq)
    const known = items.get(key)
    if (known) known.push(item)
    else items.set(key, [item])
  }
  return {
    events: group.events.map(row => eventOf(row, items.get(identity(row.doc, row.seq)) ?? [])),
    rejected: group.rejected.map(({ site, doc, seq, received, reason }, i) => ({
      site: clean(site),
      doc: clean(doc),
      seq: seq ?? 0,
      // Without a number nobody can tell two from one: each counts.
      id: seq === null ? `${id}-${i}` : '',
      rank: rankOf(received),
      received: Math.round(received),
      reason: clean(reason),
    })),
    marks: marksOf(group, id),
  }
}

interface Accounted {
  site: string
  received: number
  seqs: number[]
  refused: number[]
}

/** What is accounted for of each document goes with the first mark of it; what has none gets one. */
function marksOf({ events, rejected, marks }: Group, id: string): object[] {
  const open = new Map<string, Accounted>()
  const accounted = ({ site, doc, received }: Pick<EventRow, 'site' | 'doc' | 'received'>): Accounted => {
    const known = open.get(doc) ?? { site, received, seqs: [], refused: [] }
    open.set(doc, known)
    return known
  }
  for (const row of events) accounted(row).seqs.push(row.seq)
  for (const row of rejected) if (row.seq !== null) accounted(row).refused.push(row.seq)
  const rows = marks.map(mark => {
    const { seqs, refused } = open.get(mark.doc) ?? { seqs: [], refused: [] }
    open.delete(mark.doc)
    return { ...mark, seqs, refused }
  })
  const none = { high: 0, dropped: 0, duplicates: 0, bots: 0 }
  const others = [...open].map(([doc, rest]) => ({ ...none, ...rest, doc }))
  return [...rows, ...others].map((row, i) => ({
    ...row,
    id: `${id}-${i}`,
    site: clean(row.site),
    doc: clean(row.doc),
    received: clean(row.received),
  }))
}
