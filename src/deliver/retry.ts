import { elapsed, now } from '../browser/clock'
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
 * Full jitter: 2ᵏ s up to 5 min, with Retry-After as the floor. A page waits by its own clock: the wall clock may be set back.
 * https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/
 * @param note where tabs tell each other when they wait: since when, and how long
 */
export const createBackoff = (note: Note) => {
  let failures = 0
  let until = 0
  /** Whatever happens, not sooner: the collector has said so, or a content blocker. */
  let floor = 0
  /** Nobody wants to hear anything until then. */
  let shut = 0
  /** Some tab has found that the endpoint is down, and none yet that it is up again. */
  let isTold = false
  const turn = Math.ceil(Math.random() * APART)
  const isDown = () => isTold || failures >= DOWN
  const tell = (ms: number) => {
    isTold = true
    note.write(`${now()} ${ms}`)
  }
  /** Ms that the note says. One from the future is that of a clock that was set back. */
  const hear = (): number => {
    const said = note.read()
    isTold = !!said
    const [since = 0, ms = 0] = `${said}`.split(' ').map(Number)
    const left = since + ms - now()
    if (!(left > 0 && left <= ms)) return 0
    if (ms > HOUR) shut = elapsed() + left
    return left + turn
  }
  return {
    hasFailed: (times = 1) => failures >= times || isTold,
    isDown,
    /** The collector wants no more, from anybody: no page sends even its last words. */
    isShut: () => shut > elapsed(),
    /** Ms until something may be sent; none if it is not above 0. */
    wait: (): number => {
      const theirs = hear()
      return navigator.onLine === false ? LONGEST : Math.ceil(Math.max(until - elapsed(), theirs))
    },
    /** One event of this page asks for all tabs: the others wait for what comes of it. */
    probe: () => tell(LONGEST),
    /** What fails together, or while we wait, has failed once. @param least what Retry-After said, ms */
    fail: (least: number) => {
      const time = elapsed()
      if (until <= time) failures = Math.max(failures, isTold ? DOWN : 0) + 1
      const longest = Math.min(2 ** failures * 1000, LONGEST)
      // Timers know whole ms only.
      const wait = Math.ceil(Math.max(least, SHORTEST, isDown() ? longest : longest * Math.random()))
      if (least > 0) floor = Math.max(floor, time + wait)
      until = Math.max(until, time + wait)
      if (isDown()) tell(Math.ceil(until - time))
    },
    /** @param everywhere whether all tabs are silent meanwhile, up to their last words */
    pause: (ms: number, everywhere: boolean) => {
      until = floor = elapsed() + ms
      if (!everywhere) return
      shut = until
      tell(ms)
    },
    /** The network is back; what the collector has asked for still holds. */
    hurry: () => {
      if (floor > elapsed()) until = floor
      else {
        if (failures >= DOWN) note.write()
        failures = until = 0
      }
    },
    reset: () => {
      if (isDown()) note.write()
      failures = until = floor = shut = 0
      isTold = false
    },
  }
}
