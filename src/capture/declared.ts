import type { Item, Json, Props } from '../events'
import { all, attr, matches, tagOf } from './dom'
import { tidy } from './redact'

/** The fixed list: item fields come from these attributes and no others, never expressions. */
const FIELDS = ['name', 'brand', 'category', 'variant', 'price', 'quantity', 'index'] as const
const CARTS = /^(view_item|view_cart|add_to_cart|remove_from_cart|update_cart|begin_checkout|purchase)$/
const ITEM = '[data-sojourn-item]'

const data = (el: Element | undefined, key: string): string | null => (el ? attr(el, `data-sojourn-${key}`) : null)
const nearest = (path: Element[], selector: string): Element | undefined => path.find(el => matches(el, selector))

/** Decimal point, no grouping: "12,50" is no number, and a wrong price is worse than none. */
export const number = (text: string | null): number | undefined =>
  text && /^-?\d+(\.\d+)?$/.test(text.trim()) ? +text : undefined

/** The only control value ever read: digits, else 1. */
export const quantityIn = (el: Element): number => {
  const [control] = matches(el, 'input,select')
    ? [el]
    : all(el, 'input[data-sojourn-quantity],select[data-sojourn-quantity]')
  const value = control && (control as HTMLInputElement).value
  return typeof value === 'string' && /^\d{1,6}$/.test(value) ? +value : 1
}

const itemOf = (el: Element): Item => {
  const item: Record<string, Json> = { item_id: data(el, 'item') ?? '' }
  for (const field of FIELDS) {
    const value = data(el, field)
    const numeric = field === 'price' || field === 'quantity' || field === 'index'
    const read = numeric ? number(value) : value && tidy(value, 100)
    if (read || read === 0) item[numeric ? field : `item_${field}`] = read
  }
  item.quantity ??= quantityIn(el)
  return item as unknown as Item
}

/** What the markup says an action is, the nearest first. */
export type Declaration = { name: string; props: Props; cart: boolean; el: Element }

/** @param path the declared element and what is above it */
export const readDeclaration = (path: Element[], name: string | null): Declaration | null => {
  const el = path[0]
  if (!el || !name) return null
  const own = nearest(path, ITEM)
  const inside = all(el, ITEM)
  const cart = nearest(path, '[data-sojourn-cart]')
  const whole = /^(begin_checkout|view_cart|purchase)$/.test(name)
  if (!CARTS.test(name)) {
    const props: Props = {}
    for (const attribute of el.getAttributeNames())
      if (attribute.startsWith('data-sojourn-prop-'))
        props[attribute.slice(18).replace(/-/g, '_')] = tidy(attr(el, attribute), 100)
    return { name, props, cart: false, el }
  }
  const items = (whole ? (inside.length ? inside : all(cart ?? el, ITEM)) : own ? [own] : inside.slice(0, 1)).map(
    itemOf,
  )
  const props: Props = { items: items as unknown as Json }
  const put = (key: string, value: string | number | null | undefined) => {
    if (value != null) props[key] = value
  }
  const scope = nearest(path, '[data-sojourn-currency]') ?? all(cart ?? el, '[data-sojourn-currency]')[0]
  put('currency', data(scope, 'currency'))
  put('cart_id', data(cart, 'cart') || null)
  put('transaction_id', data(el, 'transaction'))
  put('value', number(data(el, 'value')))
  put('tax', number(data(el, 'tax')))
  put('shipping', number(data(el, 'shipping')))
  put('coupon', data(el, 'coupon'))
  return { name, props, cart: true, el }
}

/** How a declared element is used: forms are submitted, controls changed, everything else clicked. */
export const triggerOf = (el: Element): 'submit' | 'change' | 'click' => {
  const tag = tagOf(el)
  if (tag === 'form') return 'submit'
  return tag === 'select' || (tag === 'input' && /^(number|range)$/.test(attr(el, 'type') ?? '')) ? 'change' : 'click'
}

/** The declaration that an action met first on its way up, if it is of this kind. */
export const declaredBy = (path: Element[], trigger: 'submit' | 'change' | 'click'): Declaration | null => {
  const at = path.findIndex(el => matches(el, '[data-sojourn]') && triggerOf(el) === trigger)
  return at < 0 ? null : readDeclaration(path.slice(at), attr(path[at] as Element, 'data-sojourn'))
}
