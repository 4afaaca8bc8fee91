import { formatRecord, isId, parseRecord, type SessionRecord, startOf } from './record'
import { pick } from './rules'
import type { Storage } from './storage'

const DAY = 864e5
/** Candidates outlive the window in which they count, and little more. */
const CANDIDATE = 8000

/** The session's entry in storage, and the candidates beside it. The jar is the truth, memory a cache of one tick. */
export type Jar = ReturnType<typeof createJar>

export const createJar = (storage: Storage, name: string, timeout: number) => {
  let written: SessionRecord | null = null
  let vanished = false
  const prefix = `${name}.`
  const parsed = (value: string) => parseRecord(value) ?? []

  const read = (): SessionRecord | null => {
    const values = storage.read(name)
    const found = pick(values.flatMap(parsed), storage.scope())
    if (!found) return null
    storage.keepTo(found.scope)
    written = found
    return found
  }
  const write = (record: SessionRecord): void => {
    // 7 days, or the timeout if that is longer: expiry is judged by `last`, or the true end would be lost with the cookie.
    do written = { ...record, scope: storage.scope() }
    while (!storage.write(name, formatRecord(written), Math.max(7 * DAY, timeout)) && storage.descend())
  }
  storage.dropTwin(name)
  return {
    read,
    write,
    /** An entry that vanishes is written again once; gone again, it moves one rung down. */
    restore: (record: SessionRecord): void => {
      if (vanished) storage.descend()
      vanished = true
      write(record)
    },
    /** Whether what others can read is too old to leave it so. */
    isStale: ({ id, last, flags, end }: SessionRecord, limit = Math.min(5000, timeout / 10)): boolean =>
      written?.id !== id || written.end !== end || written.flags !== flags || Math.abs(last - written.last) > limit,
    /** A candidate of one's own: nothing is overwritten, so nothing can be lost. False if this rung holds nothing. */
    offer: (id: string): boolean => storage.write(prefix + id.slice(-8), id, CANDIDATE),
    /** Ids that other tabs have offered just now. */
    candidates: (now: number): string[] =>
      storage.list(prefix).flatMap(([key, id]) => {
        if (!isId(id)) return []
        if (Math.abs(now - startOf(id)) < CANDIDATE) return id
        storage.remove(key)
        return []
      }),
    descend: storage.descend,
    wipe: (): void => {
      for (const [key] of storage.list(prefix)) storage.remove(key)
      storage.remove(name)
      written = null
    },
  }
}
