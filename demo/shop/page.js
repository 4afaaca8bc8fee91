import { pageOf, pictureOf, price } from './catalogue.js'

export const $ = (selector, root = document) => root.querySelector(selector)

/** A copy of the first element in a `<template>`. */
export const copyOf = id => document.getElementById(id).content.firstElementChild.cloneNode(true)

/** `{ '.name': 'Blue mug' }` → the text of these elements inside `root`. Text only, never markup. */
export const fill = (root, texts) => {
  for (const [selector, text] of Object.entries(texts)) $(selector, root).textContent = text
}

/** Says it on screen and to screen readers. */
export const announce = text => {
  const toast = $('#toast')
  toast.textContent = text
  toast.classList.add('shown')
  clearTimeout(announce.timer)
  announce.timer = setTimeout(() => toast.classList.remove('shown'), 3000)
}

/** The picture, name and link that every list of products shares. */
export const fillProduct = (root, product) => {
  const link = $('[data-product]', root)
  link.dataset.product = product.id
  link.href = pageOf(product)
  link.textContent = product.name
  $('img', root).src = pictureOf(product)
  fill(root, { '.price': price(product.cents) })
}

/** Rows of a sum: goods, delivery, total. */
export const fillTotals = (root, { goods, delivery, total, tax }) =>
  fill(root, {
    '.goods': price(goods),
    '.delivery': delivery ? price(delivery) : 'Free',
    '.total': price(total),
    '.tax': `including ${price(tax)} VAT`,
  })

/** Runs now, and again when the browser brings this page back from its back/forward cache. */
export const renderAndKeepFresh = render => {
  render()
  addEventListener('pageshow', event => event.persisted && render())
}
