import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { render } from '../../src/deliver/render'
import { copyProps, toJson } from '../../src/deliver/serialise'
import type { WireEvent } from '../../src/events'

const RUNS = 500

/** Whatever a page may hand over: every type, hostile getters and toJSON, cycles. */
const anything = fc.oneof(
  fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true, withObjectString: true }),
  fc.object({ maxDepth: 8, key: fc.constantFrom('a', '__proto__', 'constructor', 'prototype', 'toJSON', 'length') }),
  fc.constantFrom(Symbol('s'), () => 1, document.body, window, new Proxy({}, { ownKeys: () => fail() })),
  fc.dictionary(fc.string(), fc.anything()).map(one => Object.assign(one, { self: one })),
  fc
    .dictionary(fc.string(), fc.anything())
    .map(one => Object.defineProperty(one, 'bad', { enumerable: true, get: fail })),
)
const fail = (): never => {
  throw new Error('the page throws')
}

describe('toJson', () => {
  test('gives valid JSON of anything, and never throws', () => {
    fc.assert(
      fc.property(anything, value => {
        expect(() => JSON.parse(toJson(value))).not.toThrow()
      }),
      { numRuns: RUNS },
    )
  })

  test('gives the same bytes again for what it gave', () => {
    fc.assert(
      fc.property(anything, value => {
        const text = toJson(value)
        expect(toJson(JSON.parse(text))).toBe(text)
      }),
      { numRuns: RUNS },
    )
  })

  test('says plain data as JSON.stringify does', () => {
    const plain = fc.dictionary(
      fc.string({ minLength: 1 }).filter(key => !/^(__proto__|constructor|prototype)$/.test(key)),
      fc.oneof(
        fc.string(),
        fc.integer(),
        fc.boolean(),
        fc.constant(null),
        fc.double({ noNaN: true, noDefaultInfinity: true }),
      ),
      { maxKeys: 20 },
    )
    fc.assert(
      fc.property(plain, value => {
        expect(JSON.parse(toJson(value))).toEqual(JSON.parse(JSON.stringify(value)))
      }),
    )
  })

  test.each([
    [
      'a cycle',
      () => {
        const one: { keep: number; self?: unknown } = { keep: 1 }
        one.self = one
        return one
      },
    ],
    ['a BigInt', () => ({ keep: 1, big: 10n })],
    [
      'a throwing getter',
      () => ({
        keep: 1,
        get bad() {
          return fail()
        },
      }),
    ],
    ['a symbol', () => ({ keep: 1, bad: Symbol('s') })],
    ['a DOM node', () => ({ keep: 1, el: document.body })],
    ['NaN', () => ({ keep: 1, no: Number.NaN })],
    ['a function', () => ({ keep: 1, fn: fail })],
  ])('costs the field only that holds %s', (_, make) => {
    expect(toJson(make())).toBe('{"keep":1}')
  })

  test('asks no toJSON, neither of a value nor of a prototype that an old library patched', () => {
    const prototype = Array.prototype as { toJSON?: () => string }
    prototype.toJSON = () => 'patched'
    try {
      expect(toJson({ list: [1], own: { toJSON: fail, a: 1 } })).toBe('{"list":[1],"own":{"a":1}}')
    } finally {
      delete prototype.toJSON
    }
  })

  test('bounds width, length, depth and the whole', () => {
    const wide = Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`k${i}`, i]))
    expect(Object.keys(JSON.parse(toJson(wide)))).toHaveLength(50)
    expect(JSON.parse(toJson(Array(1000).fill(1)))).toHaveLength(200)
    expect(JSON.parse(toJson('x'.repeat(5000)))).toHaveLength(1000)
    expect(toJson({ a: { a: { a: { a: { a: { a: { a: 1 } } } } } } })).toBe('{"a":{"a":{"a":{"a":{"a":{}}}}}}')
    let shared: unknown = 'x'
    for (let i = 0; i < 6; i++) shared = Array(50).fill(shared)
    expect(toJson(shared).length).toBeLessThan(50_000)
  })
})

describe('copyProps', () => {
  test('gives a set of fields, whatever it gets, and pollutes no prototype', () => {
    fc.assert(
      fc.property(anything, value => {
        const copy = copyProps(value)
        expect(Object.prototype.toString.call(copy)).toBe('[object Object]')
        expect(Object.getPrototypeOf(copy)).toBe(Object.prototype)
        expect(Object.keys(copy).filter(key => /^(__proto__|constructor|prototype)$/.test(key))).toEqual([])
      }),
      { numRuns: RUNS },
    )
    copyProps(JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}'))
    expect(({} as { polluted?: number }).polluted).toBeUndefined()
  })

  test('is not changed by what the page does to its object later', () => {
    const given = { inside: { a: 1 } }
    const copy = copyProps(given)
    given.inside.a = 2
    expect(copy).toEqual({ inside: { a: 1 } })
  })
})

describe('render', () => {
  const event: WireEvent = { seq: 7, session: 's', name: 'opened', time: 1, url: '/', page: 1, props: { a: 1 } }

  test('drops what beforeSend drops, and what makes it throw', () => {
    expect(render(event, () => null)).toBeNull()
    expect(render(event, fail)).toBeNull()
  })

  test('keeps the identity of an event that beforeSend rewrote', () => {
    const text = render(event, one => ({ ...one, seq: 99, session: 'other', props: { b: 2 } })) ?? ''
    expect(JSON.parse(text)).toMatchObject({ seq: 7, session: 's', props: { b: 2 } })
  })

  test.each<[string, unknown]>([
    ['undefined', undefined],
    ['no event', true],
    ['a promise', Promise.resolve(event)],
    ['a name that no collector takes', { ...event, name: 'Not A Name' }],
    ['a name that looks like an event', { ...event, name: { ...event } }],
    ['no address', { ...event, url: 5 }],
    ['a list of props', { ...event, props: [1] }],
    ['no props', { ...event, props: undefined }],
    ['a field that throws', Object.defineProperty({ ...event }, 'name', { get: fail })],
    ['fields that throw', new Proxy({ ...event }, { get: fail, ownKeys: fail })],
  ])('drops an event for which beforeSend answers %s', (_, answer) => {
    expect(render(event, () => answer as WireEvent)).toBeNull()
  })

  test('takes a name, an address and props that beforeSend changed, and nothing beside them', () => {
    const changed = { ...event, name: 'closed', url: 'https://shop.example/a"b', props: { b: [1] } }
    const text = render(event, () => Object.assign({ extra: 1, time: 'now', page: -1 }, changed, { time: 9 })) ?? ''
    expect(JSON.parse(text)).toEqual({ ...changed, seq: 7, time: 1, session: 's', page: 1 })
  })

  test('cuts what is over 32 KiB in UTF-8, and says how much it was', () => {
    const props = Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`k${i}`, '€'.repeat(1000)]))
    const { props: cut } = JSON.parse(render({ ...event, props }, one => one) ?? '')
    expect(cut).toEqual({ cut: expect.any(Number) })
    expect(cut.cut).toBeGreaterThan(36_000)
  })

  test('cuts the items of an order that is too long, and keeps the order', () => {
    const items = Array.from({ length: 200 }, (_, i) => ({ item_id: `${i}`, item_name: 'x'.repeat(200) }))
    const order = { transaction_id: 'A-1', value: 25, currency: 'EUR' }
    const { props } = JSON.parse(render({ ...event, props: { ...order, items } }, one => one) ?? '')
    expect(props).toEqual({ ...order, items: [], cut: expect.any(Number) })
  })
})
