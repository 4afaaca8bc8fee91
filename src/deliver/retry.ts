import { after, now } from '../browser/clock'
import type { Stop } from '../browser/listen'

const LONGEST = 3e5

/** Full jitter: 2ᵏ s up to 5 min, Retry-After as the floor. https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/ */
export const createBackoff = (again: () => void) => {
  let failures = 0
  let until = 0
  let stop: Stop | undefined
  return {
    failed: () => failures > 0,
    waits: () => now() < until,
    fail: (floor: number) => {
      failures++
      const wait = Math.max(floor, Math.random() * Math.min(2 ** failures * 1000, LONGEST), 500)
      until = now() + wait
      stop?.()
      stop = after(wait, again)
    },
    reset: () => {
      failures = until = 0
      stop?.()
    },
  }
}
