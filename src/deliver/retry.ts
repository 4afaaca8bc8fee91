import { now } from '../browser/clock'
import type { Note } from '../browser/storage'

const LONGEST = 3e5
const HOUR = 36e5
const SHORTEST = 500
/** After so many failures the endpoint is down: all tabs wait together, and one of them probes with one event. */
const DOWN = 6
/** Tabs that wait together come back one after the other, ms. */
const APART = 5000

export type Backoff = ReturnType<typeof createBackoff>

/**
 * Full jitter: 2ᵏ s up to 5 min, with Retry-After as the floor.
 * https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/
 * @param note where tabs tell each other when to try again
 */
export const createBackoff = (note: Note) => {
  let failures = 0
  let until = 0
  /** What the others say, as last read. */
  let shared = 0
  const turn = Math.ceil(Math.random() * APART)
  const isDown = () => failures >= DOWN
  const pause = (ms: number, everywhere: boolean) => {
    // Timers know whole ms only.
    until = Math.max(until, now() + Math.ceil(ms))
    if (!everywhere) return
    shared = until
    note.write(until)
  }
  return {
    hasFailed: (times = 1) => failures >= times,
    isDown,
    /** The collector wants no more, from anybody: no page sends even its last words. */
    isShut: () => shared - now() > HOUR,
    /** Ms until something may be sent; none if it is not above 0. */
    wait: (): number => {
      shared = Number(note.read()) || 0
      // Until somebody gets through, whoever comes after them probes, too.
      if (shared) failures = Math.max(failures, DOWN)
      return navigator.onLine === false ? LONGEST : Math.max(until, shared && shared + turn) - now()
    },
    /** One event of this page asks for all tabs: the others wait for what comes of it. */
    probe: () => {
      shared = now() + LONGEST
      note.write(shared)
    },
    /** What fails together, or while we wait, has failed once. @param floor what Retry-After said, ms */
    fail: (floor: number) => {
      if (until <= now()) failures++
      const longest = Math.min(2 ** failures * 1000, LONGEST)
      pause(Math.max(floor, SHORTEST, isDown() ? longest : longest * Math.random()), isDown())
    },
    pause,
    reset: () => {
      if (isDown()) note.write()
      failures = until = shared = 0
    },
  }
}
