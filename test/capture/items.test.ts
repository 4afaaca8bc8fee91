import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readCart } from '../../src/capture/items'

const said: string[] = []
const read = (name: string, given: object) => {
  said.length = 0
  return readCart(name, given, text => said.push(text))
}
const mug = { item_id: 'MUG-1', price: 12.5, quantity: 2 }

describe('A cart action', () => {
  test('has the value of its items if none is given', () => {
    expect(read('add_to_cart', { items: [mug, { item_id: 'TEA', price: 0.1 }] })).toMatchObject({ value: 25.1 })
  })
  test('has a value of thousandths, no more', () => {
    const items = [{ item_id: 'TEA', price: 1.2345, quantity: 3 }]
    expect(read('add_to_cart', { items })).toMatchObject({ value: 3.704 })
  })

  test('keeps the value that is given', () => {
    expect(read('add_to_cart', { items: [mug], value: 0 })).toMatchObject({ value: 0 })
  })
  test('has no value if no item has a price', () => {
    expect(read('add_to_cart', { items: [{ item_id: 'TEA' }] })).not.toHaveProperty('value')
  })
  test.each([
    ['price', '12.50'],
    ['price', Number.POSITIVE_INFINITY],
    ['quantity', '2'],
    ['item_name', 5],
    ['item_name', ''],
    ['index', {}],
  ])('goes on without %s %s, and says so', (key, value) => {
    const props = read('add_to_cart', { items: [{ item_id: 'MUG-1', [key]: value }] })
    expect(props?.items).toEqual([{ item_id: 'MUG-1' }])
    expect(said).toHaveLength(1)
  })
  test.each(['eur', 'EURO', 978, ''])('goes on without the currency %s', currency => {
    expect(read('add_to_cart', { items: [mug], currency })).not.toHaveProperty('currency')
    expect(said).toHaveLength(1)
  })
  test('says nothing of what is null', () => {
    read('add_to_cart', { items: [mug], coupon: null })
    expect(said).toEqual([])
  })
  test.each([
    ['add_to_cart', { items: [] }],
    ['add_to_cart', { items: [{ price: 1 }] }],
    ['add_to_cart', {}],
    ['update_cart', { items: [mug] }],
    ['purchase', { items: [mug], currency: 'EUR' }],
    ['purchase', { items: [mug], transaction_id: 'A' }],
    ['purchase', { items: [{ item_id: 'A' }], transaction_id: 'A', currency: 'EUR' }],
  ])('%s is not counted without what it needs', (name, given) => {
    expect(read(name, given)).toBeNull()
    expect(said.at(-1)).toMatch(/not counted without/)
  })
  test('an empty cart can be looked at', () => {
    expect(read('view_cart', { items: [] })).toMatchObject({ items: [] })
  })
  test('with a value of nothing is still a purchase', () => {
    expect(
      read('purchase', { items: [{ item_id: 'A', price: 0 }], transaction_id: 'A', currency: 'EUR' }),
    ).toMatchObject({
      value: 0,
    })
  })
})

describe('Whatever is given', () => {
  const NAMES = ['view_item', 'view_cart', 'add_to_cart', 'update_cart', 'purchase', 'begin_checkout']
  const key = fc.constantFrom(
    'item_id',
    'price',
    'quantity',
    'currency',
    'value',
    'transaction_id',
    'coupon',
    'el',
    '__proto__',
    'constructor',
    'toString',
  )
  const given = fc.record(
    {
      items: fc.anything({ key, maxDepth: 3, withNullPrototype: true }),
      value: fc.anything(),
      currency: fc.anything(),
      transaction_id: fc.anything(),
      previous_quantity: fc.anything(),
    },
    { requiredKeys: [] },
  )
  /** As the tracker passes it: a copy by JSON. */
  const copy = (value: unknown) => {
    try {
      return JSON.parse(JSON.stringify(value) ?? '{}')
    } catch {
      return {}
    }
  }

  test('nothing throws, nothing is polluted, and what comes out is valid', () => {
    fc.assert(
      fc.property(fc.constantFrom(...NAMES), given, (name, raw) => {
        const props = read(name, copy(raw))
        expect(({} as { price?: unknown }).price).toBeUndefined()
        if (!props) return
        const { items, currency, value, transaction_id } = props as { [key: string]: unknown }
        for (const item of items as Record<string, unknown>[]) {
          expect(item.item_id).toEqual(expect.stringMatching(/./))
          for (const number of [item.price, item.quantity])
            if (number !== undefined) expect(number).toEqual(expect.any(Number))
        }
        if (name !== 'view_cart') expect((items as unknown[]).length).toBeGreaterThan(0)
        if (currency !== undefined) expect(currency).toMatch(/^[A-Z]{3}$/)
        if (value !== undefined) expect(Number.isFinite(value)).toBe(true)
        if (name === 'purchase') expect([transaction_id, currency, value]).not.toContain(undefined)
      }),
      { numRuns: 3000 },
    )
  })
})
