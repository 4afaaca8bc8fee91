import fc from 'fast-check'

// What a page may hand over: right, nearly right, and what bites whoever touches it.

const KEYS =
  'item_id item_name price quantity index items currency value transaction_id previous_quantity cart_id el toJSON length __proto__ constructor prototype toString then confirmation'.split(
    ' ',
  )
export const bitten = (): never => {
  throw new Error('the page throws')
}
export const key = fc.oneof(fc.constantFrom(...KEYS), fc.string({ maxLength: 6 }))
export const leaf = fc.oneof(
  fc.constantFrom('', 'A-1', 'EUR', 'eur', '12.50', 'jane@example.org'),
  fc.constantFrom(-1, 0, 1, 12.5, NaN, Infinity, -0, 2 ** 53, true, null, undefined),
  fc.string({ maxLength: 12, unit: 'binary' }),
  fc.double(),
  fc.bigInt({ min: 0n, max: 9n }),
  fc.date({ noInvalidDate: false }),
)

const bites = {
  get: bitten,
  has: bitten,
  ownKeys: bitten,
  getOwnPropertyDescriptor: bitten,
  getPrototypeOf: bitten,
}
/** No JSON can hold these. Made at the call: fast-check would be bitten, too. */
const HOSTILE: (() => unknown)[] = [
  () => Symbol('s'),
  () => bitten,
  () => () => 'x',
  () => document.body,
  () => window,
  () => new Proxy({}, bites),
  () => new Proxy([], bites),
  () => Object.assign(Object.create(null), { item_id: 'A', price: 1 }),
  () => ({ toString: bitten, valueOf: bitten, [Symbol.toPrimitive]: bitten }),
  () => Object.defineProperty({ item_id: 'A' }, 'price', { enumerable: true, get: bitten }),
  () => Object.defineProperty([{ item_id: 'A' }], 0, { get: bitten }),
  () => JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"item_id":"A"}'),
  () => {
    const one: Record<string, unknown> = { item_id: 'A' }
    one.items = [one, one]
    return one
  },
  () => Object.assign([{ item_id: 'A', price: 1 }], { item_id: 'B' }),
  () => 'x'.repeat(100_000),
  () => '\ud800'.repeat(2000),
  () => Array(200).fill({ item_id: '€'.repeat(1000), item_name: '€'.repeat(1000) }),
  () => Object.freeze({ item_id: 'A', price: 1, quantity: Number.MAX_VALUE }),
  () => [{ item_id: 'A', price: Number.MAX_VALUE, quantity: Number.MAX_VALUE }],
  () => new Map([['item_id', 'A']]),
]
const MARK = '\u0000hostile '
export const hostile = fc.nat(HOSTILE.length - 1).map(i => `${MARK}${i}`)

/** The value with its hostile parts in place. */
export const arm = (value: unknown): unknown => {
  if (typeof value === 'string' && value.startsWith(MARK)) return HOSTILE[+value.slice(MARK.length)]?.()
  if (Array.isArray(value)) return value.map(arm)
  if (!value || typeof value !== 'object' || value instanceof Date) return value
  const made = Object.create(Object.getPrototypeOf(value))
  for (const [key, one] of Object.entries(value))
    Object.defineProperty(made, key, { value: arm(one), enumerable: true, configurable: true, writable: true })
  return made
}

export const anything: fc.Arbitrary<unknown> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.letrec<{ node: unknown }>(tie => ({
      node: fc.oneof(
        { maxDepth: 3, withCrossShrink: true },
        leaf,
        hostile,
        fc.array(tie('node'), { maxLength: 3 }),
        fc.dictionary(key, tie('node'), { maxKeys: 4, noNullPrototype: false }),
      ),
    })).node,
  },
  { weight: 1, arbitrary: hostile },
)
