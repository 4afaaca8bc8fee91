import { beforeEach, describe, expect, test } from 'vitest'
import { createMemory } from '../../src/session/memory'

const KEY = '_sojourn_memory'
let live: string | undefined
let mayStore = true
const tab = () =>
  createMemory(
    KEY,
    () => live,
    () => mayStore,
  )
const mug = { item_id: 'MUG-1', price: 12.5 }

beforeEach(() => {
  localStorage.clear()
  live = 'one'
  mayStore = true
})

describe('The memory of a session', () => {
  test('is shared by its tabs', () => {
    expect(tab().remember('size', 'L')).toBe(true)
    expect(tab().recall('size')).toBe('L')
  })

  test('knows nothing by the names that every object has', () => {
    expect(tab().recall('toString')).toBeUndefined()
  })

  test('refuses what there is no session for, and more than 4 KB, and keeps what it had', () => {
    const memory = tab()
    memory.remember('size', 'L')
    expect(memory.remember('much', 'x'.repeat(4096))).toBe(false)
    expect(memory.recall('size')).toBe('L')
    live = undefined
    expect(memory.remember('size', 'M')).toBe(false)
  })

  test('refuses what has no JSON, and does not throw', () => {
    const ring: { self?: unknown } = {}
    ring.self = ring
    expect(tab().remember('ring', ring as never)).toBe(false)
    expect(tab().remember('big', 1n as never)).toBe(false)
    expect(tab().recall('ring')).toBeUndefined()
  })

  test('leaves nothing in storage where it may not', () => {
    mayStore = false
    const memory = tab()
    memory.remember('size', 'L')
    expect(memory.recall('size')).toBe('L')
    expect(Object.keys(localStorage)).toEqual([])
  })

  test('names the last twenty items looked at, the latest first, each once', () => {
    const memory = tab()
    for (let i = 0; i < 30; i++) memory.follow('view_item', [{ item_id: `ITEM-${i % 25}` }])
    expect(memory.viewed()).toHaveLength(20)
    expect(memory.viewed().slice(0, 6)).toEqual(['ITEM-4', 'ITEM-3', 'ITEM-2', 'ITEM-1', 'ITEM-0', 'ITEM-24'])
  })
})

describe('The present cart', () => {
  const add = ['add_to_cart', [{ ...mug, quantity: 2 }]] as const
  test.each([
    ['adds', [add, ['add_to_cart', [mug]]], [3]],
    ['takes the new quantity', [add, ['update_cart', [{ ...mug, quantity: 5 }]]], [5]],
    ['takes away as many as are removed', [add, ['remove_from_cart', [{ ...mug, quantity: 1 }]]], [1]],
    ['takes the line away where no quantity is said', [add, ['remove_from_cart', [mug]]], []],
    ['takes the line away where a quantity becomes 0', [add, ['remove_from_cart', [{ ...mug, quantity: 0 }]]], []],
    ['never falls below nothing', [add, ['remove_from_cart', [{ ...mug, quantity: 9 }]]], []],
    ['tells variants apart', [add, ['add_to_cart', [{ ...mug, item_variant: 'blue' }]]], [2, 1]],
    ['is what the page shows', [add, ['view_cart', [{ ...mug, quantity: 7 }]]], [7]],
    ['is empty after a purchase', [add, ['purchase', [{ ...mug, quantity: 2 }]]], []],
  ] as [string, [string, (typeof mug & { quantity?: number })[]][], number[]][])('%s', (_, actions, quantities) => {
    const memory = tab()
    for (const [name, items] of actions) memory.follow(name, items)
    expect(memory.cartItems().map(({ quantity }) => quantity)).toEqual(quantities)
  })
})

describe('When a session is over', () => {
  test('its memory is gone from storage', () => {
    tab().remember('size', 'L')
    tab().turn(true, 'one')
    expect(Object.keys(localStorage)).toEqual([])
  })

  test('what the next has remembered meanwhile stays', () => {
    live = 'two'
    tab().remember('size', 'M')
    tab().turn(true, 'one')
    tab().turn(false, 'two')
    expect(tab().recall('size')).toBe('M')
  })

  test('and nobody has said its end, the start of the next wipes it', () => {
    tab().remember('size', 'L')
    live = 'two'
    expect(tab().recall('size')).toBeUndefined()
    tab().turn(false, 'two')
    expect(Object.keys(localStorage)).toEqual([])
  })
})
