import type { Json } from './wire.js'

/** A path or a web address with something behind `?` or `#`. */
const ADDRESS = /^(?:https?:\/\/|\/)[^\s?#]*[?#]/i

/** Whether a JSON text may hold one, quotes in it escaped: most do not, and need not be walked. */
export const HAS_ADDRESS = /"(?:https?:\/\/|\/)(?:[^"\\\s?#]|\\.)*[?#]/i

/** The browser has redacted already; this is for senders that did not. Query strings carry tokens and searches. */
export const withoutQuery = (address: string): string => address.replace(/[?#].*$/s, '')

export function pathOf(url: string): string {
  const path = withoutQuery(url).replace(/^[a-z][a-z0-9+.-]*:\/\/[^/]*/i, '')
  return (path.startsWith('/') ? path : `/${path}`).slice(0, 1000)
}

/** Every address in it, at any depth, loses its query and fragment. */
export function redact(value: Json): Json {
  if (typeof value === 'string') return ADDRESS.test(value) ? withoutQuery(value) : value
  if (Array.isArray(value)) return value.map(redact)
  if (typeof value !== 'object' || value === null) return value
  // Entries, not assignment: a key named __proto__ stays data.
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, redact(inner)]))
}
