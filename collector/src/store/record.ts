import { EVENTS, ITEMS, MARKS, REJECTED } from './schema.js'
import type { Group } from './store.js'

/** A group in the journal. Numbers rise by one; the database remembers the last that it took. */
export interface Entry {
  number: number
  group: Group
}

type Row = Record<string, unknown>
/** Of each column how often a value stands one below the other, and the value: half of the bytes, and of the time. */
type Packed = Record<string, unknown[]>

const COLUMNS = {
  events: Object.keys(EVENTS),
  items: Object.keys(ITEMS),
  marks: Object.keys(MARKS),
  rejected: Object.keys(REJECTED),
  merges: ['site', 'loser', 'winner'],
}
const TABLES = Object.keys(COLUMNS) as (keyof Group)[]

/** One line: JSON has no raw newline, so a line that ends in one was written to its end. */
export function encode({ number, group }: Entry): string {
  const packed = TABLES.map(table => [table, pack(group[table] as unknown as Row[], COLUMNS[table])])
  return `${JSON.stringify({ number, ...Object.fromEntries(packed) })}\n`
}

/** The entries of lines that are whole. What was torn off in the middle was never acknowledged. */
export function decode(text: string): Entry[] {
  return text
    .slice(0, text.lastIndexOf('\n') + 1)
    .split('\n')
    .flatMap(line => {
      const read = parse(line)
      if (!read) return []
      const group = Object.fromEntries(TABLES.map(table => [table, unpack(read[table])])) as unknown as Group
      return [{ number: read.number, group }]
    })
}

function parse(line: string): ({ number: number } & Record<keyof Group, Packed>) | null {
  try {
    return JSON.parse(line)
  } catch {
    return null
  }
}

function pack(rows: readonly Row[], names: readonly string[]): Packed {
  const packed: Packed = {}
  for (const name of names) packed[name] = runsOf(rows, name)
  return packed
}

function runsOf(rows: readonly Row[], name: string): unknown[] {
  const runs: unknown[] = []
  let last: unknown
  let times = 0
  for (const row of rows) {
    const value = row[name]
    if (times > 0 && value === last) times++
    else {
      if (times > 0) runs.push(times, last)
      last = value
      times = 1
    }
  }
  if (times > 0) runs.push(times, last)
  return runs
}

function unpack(packed: Packed): Row[] {
  const rows: Row[] = []
  for (const [name, runs] of Object.entries(packed)) {
    let at = 0
    for (let i = 0; i < runs.length; i += 2) {
      for (const end = at + (runs[i] as number); at < end; at++) {
        const row = rows[at] ?? {}
        row[name] = runs[i + 1]
        rows[at] = row
      }
    }
  }
  return rows
}
