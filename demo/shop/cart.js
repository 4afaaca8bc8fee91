import { findProduct } from './catalogue.js'
import { load, save, shortId } from './storage.js'

const KEY = 'shop_cart'
const FREE_DELIVERY_FROM = 6000
const DELIVERY = 490
export const MAX_QUANTITY = 20

const read = () => {
  const cart = load(KEY)
  return Array.isArray(cart?.lines) ? cart : { id: `C-${shortId(6)}`, lines: [] }
}
const between = (low, value, high) => Math.min(high, Math.max(low, Math.trunc(Number(value)) || 0))

export const cartId = () => read().id

/** Lines with their product; an id that the shop no longer sells is left out. */
export const cartLines = () =>
  read().lines.flatMap(({ id, quantity }) => {
    const product = findProduct(id)
    return product ? [{ product, quantity }] : []
  })

/** 0 removes the line. */
export const setQuantity = (id, quantity) => {
  const cart = read()
  const lines = cart.lines.map(line => (line.id === id ? { id, quantity: between(0, quantity, MAX_QUANTITY) } : line))
  save(KEY, { id: cart.id, lines: lines.filter(line => line.quantity > 0) })
}

export const addToCart = (id, quantity = 1) => {
  const cart = read()
  const line = cart.lines.find(line => line.id === id)
  if (line) return setQuantity(id, line.quantity + between(1, quantity, MAX_QUANTITY))
  save(KEY, { id: cart.id, lines: [...cart.lines, { id, quantity: between(1, quantity, MAX_QUANTITY) }] })
}

export const emptyCart = () => save(KEY, null)

export const countItems = lines => lines.reduce((sum, line) => sum + line.quantity, 0)

/** All in cents. Prices include 20 % VAT. */
export const totals = lines => {
  const goods = lines.reduce((sum, { product, quantity }) => sum + product.cents * quantity, 0)
  const delivery = goods === 0 || goods >= FREE_DELIVERY_FROM ? 0 : DELIVERY
  const total = goods + delivery
  return {
    goods,
    delivery,
    total,
    tax: Math.round(total - total / 1.2),
    untilFree: Math.max(0, FREE_DELIVERY_FROM - goods),
  }
}
