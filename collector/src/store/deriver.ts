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
 * @param onFailure called each time that does not work; what was to be derived is tried again
 */
export function createDeriver(
  run: (work: (keeper: DuckDBConnection) => Promise<void>) => Promise<void>,
  now: () => number,
  onFailure: (error: unknown) => void,
): Deriver {
  const touched = createTouchKeeper()
  let running: Promise<void> | null = null
  let next: Promise<void> | null = null
  let fresh = now()
  let failed = false

  async function once(): Promise<void> {
    const at = now()
    const taken = touched.take()
    try {
      if (taken) await run(keeper => derive(keeper, taken, at))
      fresh = at
      failed = false
    } catch (error) {
      if (taken) touched.put(taken)
      failed = true
      onFailure(error)
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
