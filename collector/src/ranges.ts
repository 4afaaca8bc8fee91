/**
 * A set of whole numbers as sorted runs `[low, high, low, high, …]`: what a document has sent is nearly always
 * one run from 1, so 10 events and 10 000 take the same 40 bytes. A gap is what lies between two runs.
 */
export type Ranges = number[]

/** Index of the first run whose high end is not below n, times two. */
function find(ranges: Ranges, n: number): number {
  let low = 0
  let high = ranges.length / 2
  while (low < high) {
    const middle = (low + high) >> 1
    if ((ranges[middle * 2 + 1] as number) < n) low = middle + 1
    else high = middle
  }
  return low * 2
}

/** Whether every number from low to high is in it. */
export function holds(ranges: Ranges, low: number, high = low): boolean {
  if (low > high) return true
  const at = find(ranges, low)
  return at < ranges.length && (ranges[at] as number) <= low && (ranges[at + 1] as number) >= high
}

/** Adds every number from low to high. */
export function add(ranges: Ranges, low: number, high = low): void {
  // The usual case, the next number of the last run, touches nothing else.
  const end = ranges.length - 1
  if (end > 0 && ranges[end] === low - 1) {
    ranges[end] = high
    return
  }
  const from = find(ranges, low - 1)
  let to = from
  // Every run that overlaps or touches becomes part of the new one.
  while (to < ranges.length && (ranges[to] as number) <= high + 1) {
    low = Math.min(low, ranges[to] as number)
    high = Math.max(high, ranges[to + 1] as number)
    to += 2
  }
  ranges.splice(from, to - from, low, high)
}
