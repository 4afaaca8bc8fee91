import { now } from '../browser/clock'
import { guard } from '../browser/listen'
import { base36, formatRecord, isId, parseRecord, type SessionRecord, startOf } from './record'
import type { Pair, Shelf } from './shelves'

const WEEK = 7 * 864e5
/** Candidates outlive the window in which they count, and little more. */
const CANDIDATE = 8000

export type Jar = ReturnType<typeof createJar>

/** The session's entry, and a few short-lived ones beside it, on the first shelf that proves by reading back that it holds. */
export const createJar = (shelves: Shelf[], name: string, timeout: number) => {
  let at = 0
  /** The shelf that has shown that it holds: reading back at once is slow, and the next look comes soon. */
  let proven = -1
  let vanished = false
  let list: Pair[] = []
  let held: SessionRecord | undefined
  const set = (shelf: Shelf | undefined, key: string, value = '', ms = 0) => guard(() => shelf?.set(key, value, ms))
  /** `_sojourn` is the session's; `_sojourn.<random>.<n>` offers an id for the nth; others are notes of a purchase. */
  const listOf = (shelf: Shelf | undefined) =>
    (guard(() => shelf?.list(name)) ?? []).filter(([key]) => key.split('.')[0] === name)
  const look = () => {
    list = listOf(shelves[at])
  }
  const keep = (key: string, value: (scope: string) => string, ms: number) => {
    for (; ; at++) {
      const text = value(shelves[at]?.scope as string)
      set(shelves[at], key, text, ms)
      if (at === proven) return
      look()
      if (!shelves[at + 1] || list.some(pair => pair.join() === `${key},${text}`)) {
        proven = at
        return
      }
    }
  }
  const write = (record: SessionRecord) => {
    held = { ...record }
    // Longer than the timeout: expiry is judged by `last`, or the true end would be lost with the cookie.
    keep(name, scope => formatRecord(record, scope), Math.max(WEEK, timeout))
  }
  /** The same scope first, then the latest activity (browsers list the oldest first). */
  const peek = (): SessionRecord | undefined => {
    look()
    const scope = shelves[at]?.scope
    return list
      .flatMap(([key, value]) => (key === name ? parseRecord(value) : []))
      .sort((a, b) => +(b.scope === scope) - +(a.scope === scope) || b.last - a.last)[0]
  }
  const read = (): SessionRecord | undefined => {
    const scope = shelves[at]?.scope
    const found = peek()
    if (found) {
      held = found
      // Keep to the cookie that was found: writing another scope would make a twin.
      if (found.scope !== scope)
        at = Math.max(
          shelves.findIndex(shelf => shelf.scope === found.scope),
          0,
        )
    } else if (held?.end === '0') {
      // It vanished. Missing is not expired: written again once, gone again it moves one rung down. What is over stays
      // away, lest it lie in the way of a session that begins.
      if (vanished && shelves[at + 1]) at++
      vanished = true
      write(held)
    }
    return held && { ...held }
  }
  // Who has no cookie may have an entry further down.
  while (!read() && shelves[at + 1]) at++
  if (!held) at = 0
  // A host-only twin would shadow the shared one.
  if (held && held.scope !== 'h' && list.filter(([key]) => key === name)[1])
    set(
      shelves.find(({ scope }) => scope === 'h'),
      name,
    )

  return {
    peek,
    read,
    write,
    rung: () => shelves[at]?.rung ?? 'memory',
    /** By how many ms others see an older session than this one. */
    lag: ({ id, last, flags, end }: SessionRecord): number =>
      held?.id === id && held.end === end && held.flags === flags ? Math.abs(last - held.last) : Infinity,
    /** A candidate of one's own: nothing is overwritten, so nothing can be lost. Tries the ladder from the top. */
    offer: ({ id, n }: SessionRecord): void => {
      at = 0
      // Looks, too: what no browser lets expire has to be swept away.
      proven = -1
      keep(`${name}.${id.slice(-9)}.${base36(n)}`, () => id, CANDIDATE)
      for (const [key, old] of list)
        if (key !== name && !(Math.abs(now() - startOf(old)) <= CANDIDATE)) set(shelves[at], key)
    },
    /** Ids that other tabs have given the same session. */
    rivals: ({ n }: SessionRecord): string[] => {
      const others = list.flatMap(([key, id]) => (key.endsWith(`.${base36(n)}`) && isId(id) ? id : []))
      return held?.n === n && held.end === '0' ? [...others, held.id] : others
    },
    /** Keeps a short text for the pages to come, for so many ms or until another session begins. */
    note: (what: string, text: string, ms: number) => keep(`${name}.${what}`, () => text, ms),
    /** As of the last look. */
    noted: (what: string): string => list.find(([key]) => key === `${name}.${what}`)?.[1] ?? '',
    wipe: (): void => {
      for (const shelf of shelves) for (const [key] of listOf(shelf)) set(shelf, key)
    },
  }
}
