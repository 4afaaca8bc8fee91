/** An event on its way: its bytes never change once a request has taken them. */
export type Entry = {
  seq: number
  text: string
  /** UTF-8 bytes of `text`: what beacons are limited by, never `.length`. */
  size: number
  /** Not dropped while anything else can be. */
  critical?: boolean | undefined
  /** Writes it again with what has become known since; gone once a request took it. */
  refresh?: (() => void) | undefined
  /** How it travels; undefined while it waits. */
  via?: 'beacon' | 'fetch' | undefined
  /** The last attempt that took it. */
  k?: number
}

/** The events of one document: of this one, or of an earlier one that could not finish. */
export type Stream = {
  doc: string
  high: number
  dropped: number
  /** What is not acknowledged, in order of `seq`. */
  entries: Entry[]
  /** The attempt that asks the collector whether it holds all of this. */
  claim?: number
  /** Nothing of it is left to send. */
  done: () => void
}

const encoder = /* @__PURE__ */ new TextEncoder()

export const bytesOf = (text: string): number => encoder.encode(text).length
export const sizeOf = (entries: Entry[]): number => entries.reduce((sum, { size }) => sum + size + 1, 0)
export const waiting = ({ entries }: Stream): Entry[] => entries.filter(({ via }) => !via)
export const lowOf = ({ entries, high }: Stream): number => entries[0]?.seq ?? high + 1

/** Lists of entries that each fit the limit; a single larger one stands alone. */
export const chunk = (entries: Entry[], limit: number): Entry[][] => {
  const lists: Entry[][] = []
  let room = 0
  for (const entry of entries) {
    room -= entry.size + 1
    if (room < 0) {
      lists.push([])
      room = limit - entry.size - 1
    }
    lists[lists.length - 1]?.push(entry)
  }
  return lists
}
