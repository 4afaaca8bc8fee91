// On every page: the number in the header, the add buttons, the newsletter.
import { addToCart, cartLines, countItems } from './cart.js'
import { findProduct } from './catalogue.js'
import { $, announce, renderAndKeepFresh } from './page.js'

export const showCount = () => {
  const count = countItems(cartLines())
  $('#cart-count').textContent = count
  $('#cart-count-unit').textContent = count === 1 ? ' item' : ' items'
}

const add = (id, quantity) => {
  const product = findProduct(id)
  if (!product) return
  addToCart(id, quantity)
  showCount()
  announce(`${product.name} is in your cart.`)
}

// Buttons of cards. Product pages use a form, so that Enter in the quantity works.
document.addEventListener('click', event => {
  const button = event.target.closest('button[data-add]')
  if (button) add(button.dataset.add, 1)
})
document.addEventListener('submit', event => {
  const form = event.target
  if (!form.matches('form[data-add]')) return
  event.preventDefault()
  add(form.dataset.add, $('[name=quantity]', form).value)
})

$('#newsletter').addEventListener('submit', event => {
  event.preventDefault()
  event.target.hidden = true
  $('#newsletter-thanks').textContent = 'Thank you. The next letter comes on the first Sunday of the month.'
})

renderAndKeepFresh(showCount)
addEventListener('storage', showCount)
