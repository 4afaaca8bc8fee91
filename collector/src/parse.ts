/** Half of a pair, as JSON writes it: of a text that was cut in the middle of an emoji. */
const HALF = /\\u[dD][89a-fA-F]/

/**
 * What a body says; undefined for what is no JSON. Half an emoji becomes U+FFFD, as it does in UTF-8: ClickHouse takes
 * no row with one.
 */
export function parse(text: string): unknown {
  try {
    return JSON.parse(text, HALF.test(text) ? (_, value) => mended(value) : undefined)
  } catch {
    return undefined
  }
}

const whole = (text: string): string => Buffer.from(text).toString()

function mended(value: unknown): unknown {
  if (typeof value === 'string') return whole(value)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [whole(key), inner]))
}
