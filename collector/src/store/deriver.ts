import type { DuckDBConnection } from '@duckdb/node-api'
import { derive } from '../derive/derive.js'
import { createTouchKeeper, type Touched } from '../derive/touched.js'
import type { Group } from './store.js'

export interface Deriver {
  /** The group is durable: what is derived from it is out of date. */
  touch(group: Group): void
  put(touched: Touched): void
  /** Resolves when reports see everything that was durable when it was called. Never rejects: then they are older. */
  refresh(): Promise<void>
  /** The moment that reports speak of, if they cannot be brought up to date; else null. */
  asOf(): number | null
  stop(): void
}

/** Nobody may look for days; what waits to be derived is kept short all the same. */
const EVERY = 10_000

/**
 * Brings the derived tables up to date when somebody asks, on a connection of its own, so that commits never wait.
 * @param drain brings what is durable into the database
 * @param onFailure called each time that does not work, which is tried again. `isNew`: it had worked before
 */
export function createDeriver(
  run: (work: (keeper: DuckDBConnection) => Promise<void>) => Promise<void>,
  now: () => number,
  drain: () => Promise<void>,
  onFailure: (error: unknown, isNew: boolean) => void,
): Deriver {
  const touched = createTouchKeeper()
  let running: Promise<void> | null = null
  let next: Promise<void> | null = null
  let fresh = now()
  let failed = false

  async function bringUpToDate(at: number): Promise<void> {
    await drain()
    const taken = touched.take()
    if (!taken) return
    await run(keeper => derive(keeper, taken, at)).catch(error => {
      touched.put(taken)
      throw error
    })
  }
  async function once(): Promise<void> {
    const at = now()
    try {
      await bringUpToDate(at)
      fresh = at
      failed = false
    } catch (error) {
      onFailure(error, !failed)
      failed = true
    }
  }
  /** One runs; all that ask meanwhile share the next. */
  function refresh(): Promise<void> {
    if (running) {
      next ??= running.then(() => {
        next = null
        return refresh()
      })
      return next
    }
    running = once().finally(() => {
      running = null
    })
    return running
  }
  const timer = setInterval(refresh, EVERY)
  timer.unref()

  return {
    touch: touched.add,
    put: touched.put,
    refresh,
    asOf: () => (failed ? fresh : null),
    stop: () => clearInterval(timer),
  }
}
