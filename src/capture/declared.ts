import type { Props } from '../events'
import { attr, attributesOf, deep, isIgnored, matches, pathFrom, tagOf } from './dom'
import { ITEM, NUMBER, ORDER } from './items'
import { tidy } from './redact'

const CART = /^(view_(item|cart)|(add_to|remove_from|update)_cart|begin_checkout|purchase)$/
/** These speak of everything in the cart, the others of one item. */
const WHOLE = /view_cart|begin|purchase/
const ITEMS = '[data-sojourn-item]'
const QUANTITY = '[data-sojourn-quantity],[data-sojourn=update_cart]'

/** The only control value ever read: digits, else 1. */
export const quantityIn = (el: Element): number => {
  const control = [el, ...deep(el, QUANTITY)].find(one => matches(one, QUANTITY)) as HTMLInputElement | undefined
  const value = control?.value ?? ''
  return /^\d{1,6}$/.test(value) ? +value : 1
}

/** How a declared element is used: forms are submitted, controls changed, everything else clicked. */
export const triggerOf = (el: Element): 'submit' | 'change' | 'click' =>
  tagOf(el) === 'form'
    ? 'submit'
    : matches(el, 'select,input[data-sojourn=update_cart],[type=number],[type=range]')
      ? 'change'
      : 'click'

/** The fixed list and nothing else, never expressions: `item_name` is read from data-sojourn-name. */
const read = (path: Element[], rules: typeof ITEM): Props =>
  Object.fromEntries(
    Object.keys(rules).map(key => {
      const isNumber = rules[key] === NUMBER
      // Words are inherited: one currency for the whole cart. Numbers are not: its value is not that of one item.
      const texts = path
        .slice(0, isNumber ? 1 : path.length)
        .map(el => attr(el, `data-sojourn-${key.replace(/^item_(?!id)|_id$/, '')}`))
      const text = texts.find(Boolean) ?? null
      return [key, isNumber && NUMBER.test(text as string) ? +(text as string) : text]
    }),
  )

/** What the markup says of an action. */
export const readDeclared = (el: Element, name: string): Props => {
  if (!CART.test(name))
    return Object.fromEntries(
      attributesOf(el)
        .filter(key => key.startsWith('data-sojourn-prop-'))
        .map(key => [key.slice(18).replace(/-/g, '_'), tidy(attr(el, key))]),
    )
  const path = pathFrom(el)
  const nearest = (key: string) => path.find(one => matches(one, `[data-sojourn-${key}]`))
  const scope = (WHOLE.test(name) && nearest('cart')) || nearest('item') || el
  const elements = matches(scope, ITEMS) ? [scope] : deep(scope, ITEMS).filter(one => !isIgnored(pathFrom(one)))
  return {
    ...read([...path, ...elements], ORDER),
    items: elements.map(one => {
      const item = read([one], ITEM)
      item.quantity ??= quantityIn(one)
      return item
    }),
  }
}
