import { $ } from './page.js'

const form = $('#contact-form')
form.addEventListener('submit', event => {
  event.preventDefault()
  form.reset()
  form.hidden = true
  $('#contact-thanks').hidden = false
  $('#contact-thanks h2').focus()
})
