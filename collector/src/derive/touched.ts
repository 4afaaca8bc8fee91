import type { Group } from '../store/store.js'

/** What the derived tables do not know of yet. */
export interface Touched {
  sessions: { site: string; session: string }[]
  documents: { doc: string }[]
  /** Earliest times among what was touched. */
  corrected: number
  received: number
}

export interface TouchKeeper {
  add(group: Pick<Group, 'events' | 'marks' | 'merges'>): void
  /** Takes all there is; null: nothing. */
  take(): Touched | null
  /** Adds; also what could not be derived, to be done again. */
  put(touched: Touched): void
}

export function createTouchKeeper(): TouchKeeper {
  let sites = new Map<string, Set<string>>()
  let documents = new Set<string>()
  let corrected = Number.POSITIVE_INFINITY
  let received = Number.POSITIVE_INFINITY

  const touch = (site: string, session: string) => {
    const known = sites.get(site)
    if (known) known.add(session)
    else sites.set(site, new Set([session]))
  }

  return {
    add({ events, marks, merges }) {
      for (const row of events) {
        if (row.session !== null) touch(row.site, row.session)
        documents.add(row.doc)
        corrected = Math.min(corrected, row.corrected)
        received = Math.min(received, row.received)
      }
      for (const row of marks) {
        if (row.doc !== '') documents.add(row.doc)
        received = Math.min(received, row.received)
      }
      for (const { site, loser, winner } of merges) {
        touch(site, loser)
        touch(site, winner)
      }
    },
    take() {
      if (sites.size === 0 && documents.size === 0) return null
      const sessions = [...sites].flatMap(([site, ids]) => [...ids].map(session => ({ site, session })))
      const taken = { sessions, documents: [...documents].map(doc => ({ doc })), corrected, received }
      sites = new Map()
      documents = new Set()
      corrected = received = Number.POSITIVE_INFINITY
      return taken
    },
    put(touched) {
      for (const { site, session } of touched.sessions) touch(site, session)
      for (const { doc } of touched.documents) documents.add(doc)
      corrected = Math.min(corrected, touched.corrected)
      received = Math.min(received, touched.received)
    },
  }
}
