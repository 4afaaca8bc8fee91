import { emptyGroup, type Store } from './store/store.js'

/** Nobody waits for the number. */
const PAUSE = 1_000

export interface BotCount {
  add(site: string, events: number): void
  /** Writes what is left. */
  close(): Promise<void>
}

/** Counts what declared bots send, and writes it now and then: a crawler must not cost as much as a visitor. */
export function createBotCount(
  store: Pick<Store, 'commit'>,
  onFailure: (error: unknown) => void,
  now: () => number,
): BotCount {
  let counts = new Map<string, number>()
  let timer: NodeJS.Timeout | undefined
  let writing = Promise.resolve()

  async function write(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    if (counts.size === 0) return writing
    const marks = [...counts].map(([site, bots]) => ({
      ...{ site, doc: '', received: now(), high: 0, dropped: 0, duplicates: 0 },
      bots,
    }))
    counts = new Map()
    writing = writing.then(() => store.commit({ ...emptyGroup(), marks })).catch(onFailure)
    return writing
  }

  return {
    add(site, events) {
      counts.set(site, (counts.get(site) ?? 0) + events)
      timer ??= setTimeout(write, PAUSE)
    },
    close: write,
  }
}
