import { after, now } from '../browser/clock'
import { guard, type Stop } from '../browser/listen'

const LONGEST = 3e5
/** After so many failures the endpoint is down: all tabs wait together, and probe with one event. */
const DOWN = 6

export type Backoff = ReturnType<typeof createBackoff>

/**
 * Full jitter: 2ᵏ s up to 5 min, with Retry-After as the floor.
 * https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/
 * @param key where tabs tell each other when to try again
 */
export const createBackoff = (key: string, again: () => void) => {
  let failures = 0
  let until = 0
  let stop: Stop | undefined
  const shared = () => Number(guard(() => localStorage[key])) || 0
  return {
    failed: () => failures,
    isDown: () => failures >= DOWN,
    waits: () => now() < Math.max(until, shared()) || navigator.onLine === false,
    fail: (floor: number) => {
      const longest = Math.min(2 ** ++failures * 1000, LONGEST)
      const wait = Math.max(floor, failures < DOWN ? longest * Math.random() : longest, 500)
      until = now() + wait
      if (failures >= DOWN)
        guard(() => {
          localStorage[key] = until
        })
      stop?.()
      stop = after(wait, again)
    },
    /** Nothing may be sent for this long, in no tab. */
    silence: (ms: number) => {
      until = now() + ms
      guard(() => {
        localStorage[key] = until
      })
    },
    reset: () => {
      if (failures) guard(() => localStorage.removeItem(key))
      failures = until = 0
      stop?.()
    },
  }
}
