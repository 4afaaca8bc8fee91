import { decimal } from './catalogue.js'

// The attributes that Sojourn reads, for rows that this script copies from a template.
// Nothing here calls Sojourn: take its script tag away, and the shop works just the same.
export const markItem = (element, product, quantity) => {
  element.dataset.sojournItem = product.id
  element.dataset.sojournName = product.name
  element.dataset.sojournCategory = product.category
  element.dataset.sojournPrice = decimal(product.cents)
  if (quantity) element.dataset.sojournQuantity = quantity
}
