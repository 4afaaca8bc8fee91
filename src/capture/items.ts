import type { Json, Props } from '../events'

type Rules = { [key: string]: RegExp }

const TEXT = /./
/** Decimal point, no grouping: "12,50" is no number, and a wrong price is worse than none. */
export const NUMBER = /^-?\d+(\.\d+)?$/

/** The fields of an item and of an order; markup has the same ones as attributes. */
export const ITEM: Rules = {
  item_id: TEXT,
  item_name: TEXT,
  item_brand: TEXT,
  item_category: TEXT,
  item_variant: TEXT,
  price: NUMBER,
  quantity: NUMBER,
  index: NUMBER,
}
export const ORDER: Rules = {
  transaction_id: TEXT,
  cart_id: TEXT,
  coupon: TEXT,
  currency: /^[A-Z]{3}$/,
  value: NUMBER,
  tax: NUMBER,
  shipping: NUMBER,
  previous_quantity: NUMBER,
}
const NEEDS: { [name: string]: string[] } = {
  view_cart: [],
  update_cart: ['items', 'previous_quantity'],
  purchase: ['items', 'transaction_id', 'currency', 'value'],
}

/**
 * Typed and declared cart actions meet here. A field that is wrong is left out; a required one that is missing takes
 * the event with it, and the answer is null.
 */
export const readCart = (name: string, given: object, complain: (what: string) => void): Props | null => {
  const pick = (from: unknown, rules: Rules): Props =>
    Object.fromEntries(
      Object.entries(Object(from) as Props).filter(([key, value]) => {
        const rule = rules[key]
        const isRight =
          rule instanceof RegExp &&
          typeof value === (rule === NUMBER ? 'number' : 'string') &&
          rule.test(value as string)
        if (!isRight && value != null) complain(`${key}: ${JSON.stringify(value)}`)
        return isRight
      }),
    )
  const { items, el, ...order } = given as { items?: unknown; el?: Json }
  const found = [items]
    .flat()
    .map(one => pick(one, ITEM) as { [key: string]: number })
    .filter(item => item.item_id)
  const props: Props = { ...pick(order, ORDER), items: found, el: el as Json }
  if (found.some(item => 'price' in item))
    props.value ??= +found.reduce((sum, { price = 0, quantity = 1 }) => sum + price * quantity, 0).toFixed(3)
  const needs = NEEDS[name] ?? ['items']
  // An empty list is none.
  if (needs.every(key => `${props[key] ?? ''}`)) return props
  complain(`${name} is not counted without ${needs}`)
  return null
}
