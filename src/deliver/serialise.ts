import { guard } from '../browser/listen'
import type { Props } from '../events'

// Taken before a page can wrap them.
const { stringify, parse } = JSON

const DEPTH = 6
const KEYS = 50
/** A cart may be long. */
const ENTRIES = 200
const CHARACTERS = 1000
/** Whatever the nesting, no value costs more than this many parts. */
const PARTS = 4000

/**
 * JSON of anything, by hand: own properties only and never `toJSON` (old libraries put one on Array.prototype), bounded
 * in depth, width and length. What cannot be said costs that field only.
 */
export const toJson = (value: unknown): string => {
  let left = PARTS
  const write = (one: unknown, above: unknown[]): string | undefined =>
    guard(() => {
      if (left-- <= 0) return undefined
      if (typeof one === 'string') return stringify(one.slice(0, CHARACTERS))
      if (one === null || typeof one === 'boolean' || Number.isFinite(one)) return String(one)
      if (one instanceof Date) return write(+one, above)
      if (typeof one !== 'object' || above.length >= DEPTH || above.includes(one) || 'nodeType' in one) return undefined
      const inside = [...above, one]
      if (Array.isArray(one)) return `[${one.slice(0, ENTRIES).flatMap(each => write(each, inside) ?? [])}]`
      const fields: string[] = []
      for (const key of Object.keys(one)) {
        if (fields.length >= KEYS || /^(__proto__|constructor|prototype)$/.test(key)) continue
        const field = guard(() => write((one as Record<string, unknown>)[key], inside))
        if (field) fields.push(`${stringify(key)}:${field}`)
      }
      return `{${fields}}`
    })
  return write(value, []) ?? 'null'
}

/** A copy of what a page passed that nothing can change or choke on; {} for anything that is no set of fields. */
export const copyProps = (value: unknown): Props => {
  const made = parse(toJson(value))
  return made && typeof made === 'object' && !Array.isArray(made) ? made : {}
}
