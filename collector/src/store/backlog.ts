import type { Entry } from './record.js'

/** What is durable in the journal and waits for the database. */
export interface Backlog {
  add(entry: Entry): void
  /** Resolves when the database holds all that was added before. */
  drain(): Promise<void>
  /** Resolves when more may be added. Rejects when the database takes nothing. */
  room(): Promise<void>
  stop(): void
}

/** Rows that are taken without waiting for more: fewer and larger transactions cost less a row. */
const ENOUGH = 8_192
/** Rows that may wait, some 30 MiB. */
const MOST = 32_768
/** ms until the first takes place, and until one that failed is tried again. */
const SOON = 200
const AGAIN = 1_000

const rowsOf = ({ group }: Entry): number =>
  group.events.length + group.items.length + group.marks.length + group.rejected.length

export function createBacklog(take: (entries: Entry[]) => Promise<void>): Backlog {
  let waiting: Entry[] = []
  let rows = 0
  let added = 0
  let taken = 0
  let failed = false
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> | null = null
  let stopped = false

  async function once(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    const entries = [...waiting]
    try {
      await take(entries)
      failed = false
      waiting = waiting.slice(entries.length)
      taken += entries.length
      for (const entry of entries) rows -= rowsOf(entry)
    } catch (error) {
      failed = true
      throw error
    } finally {
      running = null
      schedule()
    }
  }

  async function drain(): Promise<void> {
    const all = added
    while (taken < all) {
      running ??= once()
      await running
    }
  }

  function schedule(): void {
    if (stopped || running || waiting.length === 0) return
    // Whoever commits or asks next hears of the failure.
    const soon = () => void drain().catch(() => {})
    if (rows >= ENOUGH && !failed) soon()
    else timer ??= setTimeout(soon, failed ? AGAIN : SOON).unref()
  }

  return {
    add(entry) {
      waiting.push(entry)
      rows += rowsOf(entry)
      added++
      schedule()
    },
    drain,
    async room() {
      if (failed || rows >= MOST) await drain()
    },
    stop() {
      stopped = true
      clearTimeout(timer)
    },
  }
}
