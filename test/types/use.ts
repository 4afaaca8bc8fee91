// Compiled, never run: what is right compiles, and each line below a @ts-expect-error does not. `npm run types` judges.
import { cart, init, type Options, onSession, page, remember, type Sojourn, track, type WireEvent } from 'sojourn'
import * as core from 'sojourn/core'

declare module 'sojourn' {
  interface Events {
    newsletter_opened: { place: 'footer' | 'popup'; count?: number }
  }
}

// Events of one's own.
track('plan_chosen')
track('plan_chosen', { plan: 'pro', seats: 3, trial: false, coupon: null, tags: ['a', 'b'], none: undefined })
// @ts-expect-error: props are flat
track('plan_chosen', { plan: { name: 'pro' } })
// @ts-expect-error: nothing of the page itself
track('plan_chosen', { el: document.body })
// @ts-expect-error: a number, not a Date
track('plan_chosen', { at: new Date() })
// @ts-expect-error: props are no text
track('plan_chosen', 'pro')
// @ts-expect-error: a name is a text
track(5)
// @ts-expect-error: a name is needed
track()

// Names of ours.
// @ts-expect-error
track('session_start')
// @ts-expect-error
track('session_end')
// @ts-expect-error
track('page_view', { path: '/' })
// @ts-expect-error
track('page_leave')
// @ts-expect-error
track('click')
// @ts-expect-error
track('form_submit')
// @ts-expect-error
track('view_item')
// @ts-expect-error
track('view_cart')
// @ts-expect-error: that is cart.add()
track('add_to_cart', { items: [] })
// @ts-expect-error
track('remove_from_cart')
// @ts-expect-error
track('update_cart')
// @ts-expect-error
track('begin_checkout')
// @ts-expect-error
track('purchase')
// @ts-expect-error
track('campaign')

// Events that the site has typed.
track('newsletter_opened', { place: 'footer' })
track('newsletter_opened', { place: 'popup', count: 2 })
// @ts-expect-error: another place
track('newsletter_opened', { place: 'header' })
// @ts-expect-error: no such field
track('newsletter_opened', { place: 'footer', color: 'red' })
// @ts-expect-error: the place is missing
track('newsletter_opened', {})
// @ts-expect-error: the props are missing
track('newsletter_opened')
core.track('newsletter_opened', { place: 'footer' })
// @ts-expect-error: the same types without capture
core.track('newsletter_opened', { place: 'header' })

// Carts.
cart.view({ item_id: 'MUG-1' })
cart.view([])
cart.add({ item_id: 'MUG-1', price: 12.5, quantity: 2 }, { currency: 'EUR' })
cart.remove([{ item_id: 'MUG-1' }, { item_id: 'TEA-2' }])
cart.update({ item_id: 'MUG-1', quantity: 3 }, { previous_quantity: 2 })
cart.checkout([{ item_id: 'MUG-1' }])
cart.purchase({ transaction_id: 'A-1', items: [{ item_id: 'MUG-1', price: 1 }], currency: 'EUR' })
cart.purchase(
  { transaction_id: 'A-1', items: [{ item_id: 'MUG-1' }], currency: 'EUR', value: 1, tax: 0.2 },
  { confirmation: '/thanks' },
)
// @ts-expect-error: an item has an id
cart.add({ price: 12.5 })
// @ts-expect-error: a price is a number
cart.add({ item_id: 'MUG-1', price: '12.50' })
// @ts-expect-error: GA4 calls it item_id
cart.add({ id: 'MUG-1' })
// @ts-expect-error: no such field
cart.add({ item_id: 'MUG-1', colour: 'blue' })
// @ts-expect-error: the currency is no detail of an item
cart.add({ item_id: 'MUG-1', currency: 'EUR' })
// @ts-expect-error: what was it before?
cart.update({ item_id: 'MUG-1', quantity: 3 })
// @ts-expect-error: what is it now?
cart.update({ item_id: 'MUG-1' }, { previous_quantity: 2 })
// @ts-expect-error: a checkout has items
cart.checkout()
// @ts-expect-error: an order has a number
cart.purchase({ items: [{ item_id: 'MUG-1' }], currency: 'EUR' })
// @ts-expect-error: an order has a currency
cart.purchase({ transaction_id: 'A-1', items: [{ item_id: 'MUG-1' }] })
// @ts-expect-error: an order has items
cart.purchase({ transaction_id: 'A-1', currency: 'EUR' })

// Options.
const sojourn: Sojourn = init({ endpoint: '/collect', timeout: 30 * 60_000, capture: { views: true } })
init({ endpoint: '/collect', consent: 'pending', beforeSend: event => (event.name === 'click' ? null : event) })
// @ts-expect-error: an endpoint is needed
init({})
// @ts-expect-error: milliseconds, a number
init({ endpoint: '/collect', timeout: '30m' })
// @ts-expect-error: no such option
init({ endpoint: '/collect', timeOut: 5000 })
// @ts-expect-error: no such capture
init({ endpoint: '/collect', capture: { keys: true } })
// @ts-expect-error: no such consent
init({ endpoint: '/collect', consent: 'maybe' })
// @ts-expect-error: beforeSend answers an event or null
init({ endpoint: '/collect', beforeSend: () => true })
// @ts-expect-error: a page is a text
init({ endpoint: '/collect', pageKey: url => url })
const options: Options = { endpoint: '/collect' }
// @ts-expect-error: the calls of an instance are typed too
sojourn.track('click')
// @ts-expect-error: no such consent
sojourn.consent('yes')

// The rest.
page({ section: 'help' })
// @ts-expect-error: flat
page({ section: { name: 'help' } })
const undo: () => void = onSession((kind, { id, start }) => [kind === 'start', id, start])
// @ts-expect-error: no such change
onSession(kind => kind === 'pause')
const kept: boolean = remember('size', { shoe: 42 })
// @ts-expect-error: not JSON
remember('el', document.body)
// @ts-expect-error: a form
sojourn.formSubmit('#form')
export const all: [Options, () => void, boolean, WireEvent?] = [options, undo, kept]
