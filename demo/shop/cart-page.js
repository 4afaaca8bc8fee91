import { cartId, cartLines, MAX_QUANTITY, setQuantity, totals } from './cart.js'
import { price } from './catalogue.js'
import { markItem } from './markup.js'
import { $, announce, copyOf, fill, fillProduct, fillTotals, renderAndKeepFresh } from './page.js'
import { showCount } from './shop.js'

const holder = $('#cart-holder')
const cart = $('#cart')
const empty = $('#cart-empty')
const rows = $('#cart-rows')

const cartRow = ({ product, quantity }) => {
  const row = copyOf('cart-row')
  fillProduct(row, product)
  fill(row, { '.line-total': price(product.cents * quantity) })
  row.dataset.id = product.id
  const select = $('select', row)
  select.setAttribute('aria-label', `Quantity of ${product.name}`)
  for (let n = 1; n <= MAX_QUANTITY; n++) select.add(new Option(n, n, n === quantity, n === quantity))
  $('.remove', row).setAttribute('aria-label', `Remove ${product.name}`)
  markItem(row, product)
  return row
}

const showSum = () => {
  const lines = cartLines()
  const sum = totals(lines)
  holder.replaceChildren(lines.length ? cart : empty)
  empty.hidden = false
  fillTotals(cart, sum)
  $('#until-free', cart).textContent = sum.untilFree
    ? `Add ${price(sum.untilFree)} more and delivery is free.`
    : 'Delivery is free for this order.'
  showCount()
}

rows.addEventListener('change', event => {
  const row = event.target.closest('[data-id]')
  setQuantity(row.dataset.id, event.target.value)
  const line = cartLines().find(line => line.product.id === row.dataset.id)
  if (line) fill(row, { '.line-total': price(line.product.cents * line.quantity) })
  showSum()
})

rows.addEventListener('click', event => {
  if (!event.target.closest('.remove')) return
  const row = event.target.closest('[data-id]')
  setQuantity(row.dataset.id, 0)
  announce(`${$('[data-product]', row).textContent} is no longer in your cart.`)
  row.remove()
  showSum()
  $('h1').focus()
})

renderAndKeepFresh(() => {
  cart.dataset.sojournCart = cartId()
  rows.replaceChildren(...cartLines().map(cartRow))
  showSum()
})
