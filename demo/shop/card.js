import { markItem } from './markup.js'
import { $, copyOf, fill, fillProduct } from './page.js'

/** The card of a product, from the page's `<template id="card">`. */
export const productCard = product => {
  const card = copyOf('card')
  fillProduct(card, product)
  fill(card, { '.category': product.category, '.adds': ` ${product.name} to cart` })
  $('[data-add]', card).dataset.add = product.id
  markItem(card, product)
  return card
}
