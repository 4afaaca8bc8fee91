import type { Scope } from './scope.js'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** Up to this length of period, this width: what a person reads at a glance. */
const WIDTHS: [upTo: number, width: number][] = [
  [2 * HOUR, MINUTE],
  [6 * HOUR, 5 * MINUTE],
  [12 * HOUR, 15 * MINUTE],
  [3 * DAY, HOUR],
  [92 * DAY, DAY],
  [731 * DAY, 7 * DAY],
  [3660 * DAY, 30 * DAY],
]

export function bucketOf({ from, to }: Pick<Scope, 'from' | 'to'>): number {
  const known = WIDTHS.find(([upTo]) => to - from <= upTo)?.[1]
  // A period without bounds must not make an answer without bounds.
  return known ?? Math.max(365 * DAY, Math.ceil((to - from) / 400))
}

/** Every bucket of the period, empty ones as 0. */
export function fillBuckets(
  { from, to }: Pick<Scope, 'from' | 'to'>,
  width: number,
  found: [nth: number, count: number][],
): [number, number][] {
  const counts = new Map(found)
  return Array.from({ length: Math.ceil((to - from) / width) }, (_, nth) => [from + nth * width, counts.get(nth) ?? 0])
}
