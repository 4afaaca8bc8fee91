import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { quantityIn, readDeclared, triggerOf } from '../../src/capture/declared'
import { readCart } from '../../src/capture/items'

const show = (html: string, selector = '#x'): Element => {
  document.body.innerHTML = html
  return document.querySelector(selector) as Element
}
const read = (name: string, html: string): { [key: string]: unknown; complaints: string[] } => {
  const complaints: string[] = []
  const props = readCart(name, readDeclared(show(html), name), text => complaints.push(text))
  return { ...props, complaints }
}
const MUG = 'data-sojourn-item="MUG-1" data-sojourn-name="Blue mug" data-sojourn-price="12.50"'

describe('Markup', () => {
  test('tells the item that an action is in', () => {
    expect(
      read('add_to_cart', `<div ${MUG} data-sojourn-currency="EUR"><button id="x">Add</button></div>`),
    ).toMatchObject({
      items: [{ item_id: 'MUG-1', item_name: 'Blue mug', price: 12.5, quantity: 1 }],
      currency: 'EUR',
      value: 12.5,
    })
  })

  test('inherits the currency, the nearest first, and the cart', () => {
    const html = `<main data-sojourn-currency="USD"><section data-sojourn-cart="c42" data-sojourn-currency="EUR" data-sojourn-value="99">
      <div ${MUG}><button id="x">x</button></div></section></main>`
    expect(read('remove_from_cart', html)).toMatchObject({ currency: 'EUR', cart_id: 'c42', value: 12.5 })
  })

  test('finds the currency on the items of a cart that has none', () => {
    const html = `<section data-sojourn-cart id="x"><div ${MUG} data-sojourn-currency="EUR"></div></section>`
    expect(read('view_cart', html)).toMatchObject({ currency: 'EUR' })
  })

  test('tells every item at checkout', () => {
    const html = `<section data-sojourn-cart><div ${MUG} data-sojourn-quantity="2"></div><div data-sojourn-item="TEA"></div>
      <button id="x">Checkout</button></section>`
    expect(read('begin_checkout', html).items).toMatchObject([{ quantity: 2 }, { item_id: 'TEA', quantity: 1 }])
  })

  test('does not tell what is ignored', () => {
    const html = `<section data-sojourn-cart id="x"><div ${MUG}></div><p data-sojourn-ignore><b data-sojourn-item="SECRET"></b></p></section>`
    expect(read('view_cart', html).items).toMatchObject([{ item_id: 'MUG-1' }])
  })

  test('tells items in shadow roots, nested too', () => {
    const scope = show(`<section data-sojourn-cart id="x"><div ${MUG}></div><p></p></section>`)
    const root = (scope.querySelector('p') as Element).attachShadow({ mode: 'open' })
    root.innerHTML = '<b data-sojourn-item="TEA"></b><i></i>'
    const inner = (root.querySelector('i') as Element).attachShadow({ mode: 'open' })
    inner.innerHTML = '<b data-sojourn-item="POT"><input data-sojourn-quantity value="3"></b>'
    expect(readDeclared(scope, 'view_cart').items).toMatchObject([
      { item_id: 'MUG-1' },
      { item_id: 'TEA' },
      { item_id: 'POT', quantity: 3 },
    ])
  })

  test('tells its own item when it is bought at once', () => {
    expect(read('begin_checkout', `<div ${MUG}><button id="x">Buy now</button></div>`).items).toHaveLength(1)
  })

  test('tells an order that is there', () => {
    const html = `<main id="x" data-sojourn-transaction="A-1" data-sojourn-value="25.00" data-sojourn-tax="4.17" data-sojourn-currency="EUR">
      <div ${MUG} data-sojourn-quantity="2"></div></main>`
    expect(read('purchase', html)).toMatchObject({
      transaction_id: 'A-1',
      value: 25,
      tax: 4.17,
      items: [{ quantity: 2 }],
    })
  })

  test.each(['12,50', '1e3', '0x10', ' 12', '€12', 'Infinity'])('loses the price "%s" and nothing else', price => {
    const said = read('add_to_cart', `<div id="x" data-sojourn-item="A" data-sojourn-price="${price}"></div>`)
    expect(said.items).toEqual([{ item_id: 'A', quantity: 1 }])
    expect(said.complaints).toHaveLength(1)
  })

  test('tells the props of a custom event, and no other attribute', () => {
    const el = show(
      '<a id="x" data-sojourn-prop-plan-name="pro" data-sojourn-prop-mail="jane@x.org" data-user-email="jane@x.org">x</a>',
    )
    expect(readDeclared(el, 'plan_click')).toEqual({ plan_name: 'pro', mail: '***' })
  })

  test.each([
    ['<form id="x">', 'submit'],
    ['<form id="x"><input name="type"></form>', 'submit'],
    ['<select id="x">', 'change'],
    ['<input id="x" type="number">', 'change'],
    ['<input id="x" inputmode="numeric" data-sojourn="update_cart">', 'change'],
    ['<button id="x" data-sojourn="update_cart">', 'click'],
    ['<input id="x" data-sojourn="search_opened">', 'click'],
    ['<input id="x" type="checkbox">', 'click'],
    ['<button id="x">', 'click'],
  ])('%s is used by %s', (html, trigger) => {
    expect(triggerOf(show(html))).toBe(trigger)
  })
})

describe('A quantity', () => {
  test.each([
    ['<div id="x"><input value="3" data-sojourn-quantity></div>', 3],
    ['<div id="x"><input value="abc" data-sojourn-quantity></div>', 1],
    ['<div id="x"><input value="-2" data-sojourn-quantity></div>', 1],
    ['<div id="x"><input value="1.5" data-sojourn-quantity></div>', 1],
    ['<div id="x"><input value="1234567" data-sojourn-quantity></div>', 1],
    ['<div id="x"><input value="7"></div>', 1],
    ['<input id="x" value="4711">', 1],
    ['<div id="x"></div>', 1],
  ])('in %s is %i', (html, quantity) => {
    expect(quantityIn(show(html))).toBe(quantity)
  })
})

test('no markup throws or makes an event that is not valid', () => {
  const NAMES = ['view_item', 'view_cart', 'add_to_cart', 'update_cart', 'purchase', 'begin_checkout', 'anything']
  const ATTRIBUTES = [
    'item',
    'name',
    'price',
    'quantity',
    'currency',
    'value',
    'transaction',
    'cart',
    'prop-a',
    'prop-__proto__',
  ]
  const value = fc.oneof(fc.constantFrom('1', '12.50', 'EUR', 'A-1', ''), fc.string())
  const attributes = fc.dictionary(fc.constantFrom(...ATTRIBUTES), value)
  fc.assert(
    fc.property(fc.constantFrom(...NAMES), fc.array(attributes, { minLength: 1, maxLength: 4 }), (name, levels) => {
      document.body.innerHTML = ''
      let el: Element = document.body
      for (const level of levels) {
        el = el.appendChild(document.createElement('div'))
        for (const [key, text] of Object.entries(level)) el.setAttribute(`data-sojourn-${key}`, text)
      }
      const given = readDeclared(el, name)
      if (!given.items) {
        expect(Object.values(given).every(text => typeof text === 'string')).toBe(true)
        return
      }
      const props = readCart(name, given, () => {})
      if (props && name === 'purchase')
        expect(props).toMatchObject({ transaction_id: expect.any(String), value: expect.any(Number) })
      for (const item of (props?.items ?? []) as { item_id?: string }[]) expect(item.item_id).toBeTruthy()
      expect(({} as { a?: unknown }).a).toBeUndefined()
    }),
    { numRuns: 2000 },
  )
})
