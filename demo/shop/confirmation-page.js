import { decimal, findProduct, price } from './catalogue.js'
import { markItem } from './markup.js'
import { $, copyOf, fill, fillTotals } from './page.js'
import { load } from './storage.js'

const confirmation = $('#confirmation')
const none = $('#no-order')
const order = load('shop_order')

const orderLine = ({ id, quantity }) => {
  const product = findProduct(id)
  const line = copyOf('summary-line')
  fill(line, { '.name': `${quantity} × ${product.name}`, '.line-total': price(product.cents * quantity) })
  markItem(line, product, quantity)
  return line
}

if (order) {
  none.remove()
  // The value of a purchase is the value of its goods; delivery is told apart.
  confirmation.dataset.sojournTransaction = order.id
  confirmation.dataset.sojournCart = order.cart
  confirmation.dataset.sojournValue = decimal(order.goods)
  confirmation.dataset.sojournShipping = decimal(order.delivery)
  confirmation.dataset.sojournTax = decimal(order.tax)
  $('#summary-lines').replaceChildren(...order.lines.map(orderLine))
  fill(confirmation, { '#order-id': order.id, '#order-email': order.email })
  fillTotals(confirmation, order)
} else {
  confirmation.remove()
  none.hidden = false
}
