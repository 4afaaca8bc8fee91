import { guard } from '../browser/listen'
import { formatRecord, isId, parseRecord, type SessionRecord, startOf } from './record'
import { pick } from './rules'
import type { Shelf } from './shelves'

const WEEK = 7 * 864e5
/** Candidates outlive the window in which they count, and little more. */
const CANDIDATE = 8000

export type Jar = ReturnType<typeof createJar>

/** The session's entry, and the candidates beside it, on the first shelf that proves by reading back that it holds. */
export const createJar = (shelves: Shelf[], name: string, timeout: number) => {
  let at = 0
  let vanished = 0
  let written: SessionRecord | null = null
  const shelf = () => shelves[at] as Shelf
  const list = () => guard(() => shelf().list()) ?? []
  const values = () => list().flatMap(([key, value]) => (key === name ? value : []))
  const put = (key: string, value: string, ms: number) => {
    guard(() => shelf().set(key, value, ms))
    return list().some(pair => pair[0] === key && pair[1] === value)
  }
  const erase = (key: string) => {
    for (const one of shelves) guard(() => one.set(key, '', 0))
  }
  const descend = () => at < shelves.length - 1 && !!++at

  const read = (): SessionRecord | null => {
    const found = pick(values().flatMap(parseRecord), shelf().scope)
    // Keep to the cookie that was found: writing another scope would make a twin.
    if (found && found.scope !== shelf().scope)
      at = Math.max(
        shelves.findIndex(({ scope }) => scope === found.scope),
        0,
      )
    if (found) written = found
    return found
  }
  const write = (record: SessionRecord): void => {
    // Longer than the timeout: expiry is judged by `last`, or the true end would be lost with the cookie.
    do written = { ...record, scope: shelf().scope }
    while (!put(name, formatRecord(written), Math.max(WEEK, timeout)) && descend())
  }

  // A host-only twin would shadow the shared one.
  if (values().length > 1) guard(() => shelves.find(({ scope }) => scope === 'h')?.set(name, '', 0))

  return {
    read,
    write,
    descend,
    rung: () => shelf().rung,
    /** An entry that vanishes is written again once; gone again, it moves one rung down. */
    restore: (record: SessionRecord): void => {
      if (vanished++) descend()
      write(record)
    },
    /** Whether what others can read differs by more than they may be left with. */
    isStale: ({ id, last, flags, end }: SessionRecord, limit: number): boolean =>
      written?.id !== id || written.end !== end || written.flags !== flags || Math.abs(last - written.last) > limit,
    /** A candidate of one's own: nothing is overwritten, so nothing can be lost. False if this shelf holds nothing. */
    offer: (id: string): boolean => put(`${name}.${id.slice(-9)}`, id, CANDIDATE),
    /** Ids that tabs have offered just now. */
    candidates: (now: number): string[] =>
      list().flatMap(([key, id]) => {
        if (!key.startsWith(`${name}.`) || !isId(id)) return []
        if (Math.abs(now - startOf(id)) < CANDIDATE) return id
        erase(key)
        return []
      }),
    wipe: (): void => {
      for (const [key] of list()) if (key.startsWith(`${name}.`)) erase(key)
      erase(name)
    },
  }
}
