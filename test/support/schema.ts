type Schema = {
  type?: string | string[]
  const?: unknown
  enum?: unknown[]
  pattern?: string
  minLength?: number
  maxLength?: number
  minimum?: number
  minItems?: number
  maxItems?: number
  required?: string[]
  properties?: Record<string, Schema>
  items?: Schema
  prefixItems?: Schema[]
}
const KNOWN =
  '$schema title type const enum pattern minLength maxLength minimum minItems maxItems required properties items prefixItems'

const typesOf = (value: unknown): string[] =>
  value === null
    ? ['null']
    : Array.isArray(value)
      ? ['array']
      : Number.isInteger(value)
        ? ['integer', 'number']
        : [typeof value]

/** What is wrong with a value, by the part of JSON Schema that docs/batch.schema.json uses; another part of it throws. */
export function faults(value: unknown, schema: Schema, path = ''): string[] {
  const unknown = Object.keys(schema).filter(word => !KNOWN.split(' ').includes(word))
  if (unknown.length) throw new Error(`this checker does not know ${unknown}`)
  const wrong = (what: string) => [`${path || 'it'}: ${what}, got ${JSON.stringify(value)?.slice(0, 80)}`]
  const { type, enum: list, pattern } = schema
  if ('const' in schema && value !== schema.const) return wrong(`${schema.const} wanted`)
  if (list && !list.includes(value)) return wrong(`one of ${list} wanted`)
  if (type && ![type].flat().some(one => typesOf(value).includes(one))) return wrong(`${type} wanted`)
  if (typeof value === 'string') {
    const { minLength = 0, maxLength = Infinity } = schema
    if (value.length < minLength || value.length > maxLength) return wrong(`${minLength} to ${maxLength} characters`)
    return pattern && !new RegExp(pattern).test(value) ? wrong(`${pattern} wanted`) : []
  }
  if (typeof value === 'number') return value < (schema.minimum ?? -Infinity) ? wrong(`≥ ${schema.minimum}`) : []
  if (Array.isArray(value)) {
    const { minItems = 0, maxItems = Infinity, prefixItems = [], items = {} } = schema
    if (value.length < minItems || value.length > maxItems) return wrong(`${minItems} to ${maxItems} items`)
    return value.flatMap((one, i) => faults(one, prefixItems[i] ?? items, `${path}[${i}]`))
  }
  if (value === null || typeof value !== 'object') return []
  const missing = (schema.required ?? []).filter(key => !Object.hasOwn(value, key))
  if (missing.length) return wrong(`${missing} is missing`)
  return Object.entries(value).flatMap(([key, one]) =>
    Object.hasOwn(schema.properties ?? {}, key)
      ? faults(one, schema.properties?.[key] as Schema, `${path}.${key}`)
      : [],
  )
}
