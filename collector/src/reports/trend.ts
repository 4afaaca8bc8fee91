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

/** What sessions are counted by before they are put into buckets: clocks change by a whole or half an hour. */
export const stepOf = (width: number): number => (width < DAY ? width : HOUR / 2)

/** How far a zone's clocks are ahead of UTC at this moment. */
export function aheadOf(zone: string): (time: number) => number {
  const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' })
  return time => {
    const name = format.formatToParts(time).find(({ type }) => type === 'timeZoneName')?.value ?? ''
    const [, sign, hours = 0, minutes = 0, seconds = 0] = /([+-])(\d\d):(\d\d)(?::(\d\d))?/.exec(name) ?? []
    const ms = Number(hours) * HOUR + Number(minutes) * MINUTE + Number(seconds) * 1000
    return sign === '-' ? -ms : ms
  }
}

/** Where the buckets begin. Days begin at the same time by the reader's clock, also after it was changed. */
function startsOf({ from, to, zone }: Pick<Scope, 'from' | 'to' | 'zone'>, width: number): number[] {
  const count = Math.ceil((to - from) / width)
  if (zone === null || width < DAY) return Array.from({ length: count }, (_, nth) => from + nth * width)
  const ahead = aheadOf(zone)
  // One more: a period that ends with a longer day holds it, one with a shorter day may not.
  const starts = Array.from({ length: count + 1 }, (_, nth) => from + nth * width)
  return starts.map(start => start + ahead(from) - ahead(start)).filter(start => start < to)
}

/** Every bucket of the period, empty ones as 0. `found`: how many sessions in which step of it. */
export function fillBuckets(
  scope: Pick<Scope, 'from' | 'to' | 'zone'>,
  width: number,
  found: [nth: number, count: number][],
): [number, number][] {
  const points = startsOf(scope, width).map((start): [number, number] => [start, 0])
  const step = stepOf(width)
  let at = 0
  for (const [nth, count] of [...found].sort(([a], [b]) => a - b)) {
    while (scope.from + nth * step >= (points[at + 1]?.[0] ?? Number.POSITIVE_INFINITY)) at++
    const point = points[at]
    if (point) point[1] += count
  }
  return points
}
