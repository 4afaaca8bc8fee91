import { cartId, cartLines, emptyCart, totals } from './cart.js'
import { price } from './catalogue.js'
import { $, copyOf, fill, fillTotals, renderAndKeepFresh } from './page.js'
import { save, shortId } from './storage.js'

const holder = $('#checkout-holder')
const checkout = $('#checkout')
const empty = $('#checkout-empty')
const form = $('#checkout-form')

const summaryLine = ({ product, quantity }) => {
  const line = copyOf('summary-line')
  fill(line, { '.name': `${quantity} × ${product.name}`, '.line-total': price(product.cents * quantity) })
  return line
}

// The browser's own validation has passed when `submit` fires. Card and address are never stored.
form.addEventListener('submit', event => {
  event.preventDefault()
  const lines = cartLines()
  if (!lines.length) return
  save('shop_order', {
    id: `L-${shortId(7)}`,
    cart: cartId(),
    lines: lines.map(({ product, quantity }) => ({ id: product.id, quantity })),
    ...totals(lines),
    email: form.elements.email.value,
  })
  emptyCart()
  location.assign('/confirmation.html')
})

renderAndKeepFresh(() => {
  const lines = cartLines()
  holder.replaceChildren(lines.length ? checkout : empty)
  empty.hidden = false
  $('#summary-lines', checkout).replaceChildren(...lines.map(summaryLine))
  fillTotals(checkout, totals(lines))
})
