// Made-up visits in the wire format, the same for the same seed: 20 events each, a shop's mixture.
export const PER_VISIT = 20
const MINUTE = 60_000
const PRODUCTS = Array.from({ length: 400 }, (_, i) => ({ id: `SKU-${i}`, name: `Product ${i}`, price: 5 + (i % 90) }))
const REFERRERS = ['', '', '', 'https://www.google.com', 'https://duckduckgo.com', 'https://www.instagram.com']
const CAMPAIGNS = [{}, {}, {}, { utm_source: 'newsletter', utm_campaign: 'spring' }, { utm_source: 'ads' }]
const SCREENS = [
  [390, 844],
  [1440, 900],
  [1920, 1080],
]
const ENTRIES = ['/', '/', '/search', '/lookbook/', '/sale']

/** https://en.wikipedia.org/wiki/Linear_congruential_generator */
export function createRandom(seed) {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

/** The batch of visit `n`, which began `start`: one document, one session, 20 events. */
export function visitBatch(n, start, random, site = 'shop.example') {
  const pick = list => list[Math.floor(random() * list.length)]
  const session = `${start.toString(36)}-${n.toString(36)}`
  const screen = pick(SCREENS)
  const events = []
  let time = start
  let page = 0
  let path = pick(ENTRIES)
  const say = (name, props) => {
    events.push({ seq: events.length + 1, time, session, page, name, url: `https://${site}${path}`, props })
  }
  const wait = () => {
    time += Math.round(500 + 12_000 * random() * random())
  }
  const see = next => {
    if (page) say('page_leave', { engaged_ms: 3000 + Math.round(20_000 * random()), scroll_pct: 60, last: time })
    path = next
    page++
    say('page_view', { path, title: `Shop ${path}`, nav: 'load' })
    wait()
  }
  const click = label => {
    say('click', { el: { tag: 'a', label, path: 'main>nav>a' }, href: '/somewhere', input: 'pointer' })
    wait()
  }
  const start_ = { number: 1, previous: null, reason: 'first', timeout: 30 * MINUTE, entry: path }
  say('session_start', { ...start_, referrer: pick(REFERRERS), campaign: pick(CAMPAIGNS) })
  see(path)
  const depth = random()
  const buys = depth > 0.97
  while (events.length < PER_VISIT - (buys ? 4 : 1)) {
    const product = pick(PRODUCTS)
    const goods = {
      items: [{ item_id: product.id, item_name: product.name, price: product.price, quantity: 1 }],
      currency: 'EUR',
      value: product.price,
    }
    const act = random()
    if (act < 0.3) see(`/products/${product.id}`)
    else if (act < 0.4) say('view_item', goods)
    else if (act < 0.45 && depth > 0.6) say('add_to_cart', goods)
    else if (act < 0.48) say('form_submit', { el: { tag: 'form', id: 'search', path: 'body>form#search' }, fields: 1 })
    else click(`Link ${Math.floor(random() * 60)}`)
  }
  if (buys) {
    const [product] = PRODUCTS
    const items = [{ item_id: product.id, item_name: product.name, price: product.price, quantity: 1 }]
    say('begin_checkout', { items, currency: 'EUR' })
    wait()
    say('purchase', { items, currency: 'EUR', value: product.price, transaction_id: `T-${n}` })
    say('session_end', { start, end: time, reason: 'purchase' })
  }
  while (events.length < PER_VISIT) say('page_leave', { engaged_ms: 9000, scroll_pct: 70, last: time })
  return {
    v: 1,
    sdk: '0.1.0',
    site,
    doc: `doc-${n.toString(36)}-${start.toString(36)}`,
    k: 1,
    sent: time,
    high: PER_VISIT,
    low: 1,
    dropped: 0,
    via: 'fetch',
    context: {
      store: 'domain',
      consent: 'granted',
      language: 'en',
      viewport: screen,
      screen,
      timezone: 'Europe/Vienna',
    },
    events,
  }
}
