import type { Item, Json, Props } from '../events'

/** A field that is wrong is left out; a required one that is missing takes the event with it. Both are said once each. */
export type Complain = (what: string) => void

const STRINGS = ['item_id', 'item_name', 'item_brand', 'item_category', 'item_variant'] as const
const NUMBERS = ['price', 'quantity', 'index'] as const
const ORDER = {
  transaction_id: 'string',
  currency: 'string',
  value: 'number',
  tax: 'number',
  shipping: 'number',
  coupon: 'string',
  cart_id: 'string',
  previous_quantity: 'number',
} as const

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value)
const thousandth = (value: number): number => Math.round(value * 1000) / 1000

const readItem = (given: Record<string, unknown>, complain: Complain): Item | [] => {
  const item: Record<string, Json> = {}
  const take = (key: string, ok: boolean) => {
    if (ok) item[key] = given[key] as Json
    else if (given[key] != null) complain(`${key} ${String(given[key])}`)
  }
  for (const key of STRINGS) take(key, typeof given[key] === 'string' && given[key] !== '')
  for (const key of NUMBERS) take(key, isNumber(given[key]))
  if (item.item_id) return item as unknown as Item
  complain('an item without item_id')
  return []
}

/** Typed and declared cart actions meet here. null: something required is missing. */
export const readCart = (name: string, given: Record<string, unknown>, complain: Complain): Props | null => {
  const props: Props = {}
  const list = Array.isArray(given.items) ? given.items : []
  const items = list.flatMap(one => (one && typeof one === 'object' ? readItem(one, complain) : []))
  for (const [key, type] of Object.entries(ORDER)) {
    const value = given[key]
    if (value == null) continue
    const ok =
      type === 'number'
        ? isNumber(value)
        : typeof value === 'string' && (key !== 'currency' || /^[A-Z]{3}$/.test(value))
    if (ok) props[key] = value as Json
    else complain(`${key} ${String(value)}`)
  }
  if (given.el) props.el = given.el as Json
  props.items = items as unknown as Json
  const sum = items.reduce((total, { price, quantity = 1 }) => total + (price ?? 0) * quantity, 0)
  if (items.some(({ price }) => isNumber(price))) props.value ??= thousandth(sum)
  const missing = [
    !items.length && name !== 'view_cart' && 'items',
    ...(name === 'purchase'
      ? ['transaction_id', 'currency', 'value']
      : name === 'update_cart'
        ? ['previous_quantity']
        : []
    ).map(key => props[key] === undefined && key),
  ].filter(Boolean)
  if (!missing.length) return props
  complain(`${name} without ${missing.join()}: not counted`)
  return null
}
