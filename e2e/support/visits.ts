import type { Tab } from './tab'

export interface Witness {
  /** When the first page was ready to be watched, ms since 1970. */
  first: number
  /** When the person last acted. */
  last: number
}

const witnessOf = async (tab: Tab): Promise<Witness> => ({
  first: Number(await tab.read('sessionStorage.first')),
  last: Number(await tab.read('sessionStorage.last')),
})

const arriveAt = (tab: Tab, path: string) =>
  tab.until(`location.pathname === '${path}' && document.readyState === 'complete'`)

/** Three pages, a search, something in the cart, the newsletter, and gone. */
export async function browseAndLeave(tab: Tab, url: string): Promise<Witness> {
  await tab.goto(`${url}/`)
  await tab.type('#search', 'mug')
  await tab.click('#search-go')
  await arriveAt(tab, '/search.html')
  await tab.click('[data-product="MUG-1"]')
  await arriveAt(tab, '/products/blue-mug.html')
  await tab.click('#add-to-cart')
  await tab.until(`document.querySelector('#cart-count').textContent === '1'`)
  await tab.type('#newsletter-email', 'ada@example.org')
  await tab.click('#newsletter-go')
  await tab.until(`document.querySelector('#newsletter').hidden`)
  const witness = await witnessOf(tab)
  await tab.close()
  return witness
}

const ORDER = {
  name: 'Ada Byron',
  email: 'ada@example.org',
  street: '12 Analytical Row',
  'postal-code': '1010',
  city: 'Vienna',
  country: 'Austria',
  'cc-name': 'Ada Byron',
  'cc-number': '4111111111111111',
  'cc-exp': '09/29',
  'cc-csc': '123',
}

/** Everything in an order that must never be in an event. */
export const TYPED = Object.values(ORDER).filter(value => value.length > 4)

/** From a product to the thank-you page. */
export async function buy(tab: Tab, url: string): Promise<void> {
  await tab.goto(`${url}/products/blue-mug.html`)
  await tab.click('#add-to-cart')
  await tab.until(`document.querySelector('#cart-count').textContent === '1'`)
  await tab.click('.cart-link')
  await arriveAt(tab, '/cart.html')
  await tab.click('#checkout-go')
  await arriveAt(tab, '/checkout.html')
  for (const [field, value] of Object.entries(ORDER)) await tab.type(`#${field}`, value)
  await tab.click('#place-order')
  await arriveAt(tab, '/confirmation.html')
  await tab.until(`document.querySelector('#order-id').textContent !== ''`)
}
