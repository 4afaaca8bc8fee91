import { toJson } from './serialise'

/** An event on its way: its bytes never change once a request has taken them. */
export type Entry = {
  seq: number
  text: string
  /** UTF-8 bytes of `text`: what beacons are limited by, never `.length`. */
  size: number
  /** Not dropped while anything else can be. */
  critical?: boolean | undefined
  /** Serialises again with what has become known since; gone once a request took it. */
  again?: (() => void) | undefined
}

/** The events of one document: of this one, or of an earlier one that could not finish. */
export type Stream = {
  doc: string
  high: number
  dropped: number
  /** What no request has taken, in order of `seq`. */
  queue: Entry[]
  /** Lowest `seq` that is not acknowledged. */
  low: () => number
  /** Nothing of it is left to send. */
  done: () => void
}

const encoder = /* @__PURE__ */ new TextEncoder()

export const bytesOf = (text: string): number => encoder.encode(text).length
export const sizeOf = (entries: Entry[]): number => entries.reduce((sum, { size }) => sum + size + 1, 0)

/** The body of one request. Events are joined, never parsed again. */
export const formBody = (head: object, entries: Entry[]): string =>
  `${toJson(head).slice(0, -1)},"events":[${entries.map(({ text }) => text)}]}`

/** Lists of entries that each fit the limit; a single larger one stands alone. */
export const chunk = (entries: Entry[], limit: number): Entry[][] => {
  const lists: Entry[][] = []
  let room = 0
  for (const entry of entries) {
    if (entry.size >= room || !lists.length) {
      lists.push([])
      room = limit
    }
    room -= entry.size + 1
    lists[lists.length - 1]?.push(entry)
  }
  return lists
}
