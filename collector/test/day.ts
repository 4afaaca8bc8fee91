// A day of 12 sessions, made by hand. What must come out of it is written in reports.test.ts.
import { batch, freshDoc, type TestBatch, type TestEvent } from './batches.js'

const SECOND = 1000
const MINUTE = 60 * SECOND
export const HOUR = 60 * MINUTE
export const MIDNIGHT = Date.UTC(2026, 5, 1)
export const DAY = { from: MIDNIGHT, to: MIDNIGHT + 24 * HOUR }
export const SITE = 'shop.example'

type Said = [name: string, at: number, props?: Record<string, unknown>, over?: Partial<TestEvent>]

/** One document's batch; `at` in seconds after the session's start. */
function page(session: string, start: number, said: Said[], over: Record<string, unknown> = {}): TestBatch {
  const doc = freshDoc()
  let ordinal = 0
  let url = 'https://shop.example/'
  const events = said.map(([name, at, props = {}, more = {}], i): TestEvent => {
    if (name === 'page_view') {
      ordinal++
      url = `https://shop.example${props.path}`
    }
    return { seq: i + 1, time: start + at * SECOND, session, page: ordinal, name, url, props, ...more }
  })
  return batch({ site: SITE, doc, via: 'fetch', events, ...over })
}

const start = (more: Record<string, unknown> = {}): Said => [
  'session_start',
  0,
  { number: 1, previous: null, reason: 'first', timeout: 30 * MINUTE, ...more },
]
const view = (at: number, path: string, title = path): Said => ['page_view', at, { path, title, nav: 'load' }]
const leave = (at: number, engaged: number, scroll: number, last: number, base: number): Said => [
  'page_leave',
  at,
  { engaged_ms: engaged * SECOND, scroll_pct: scroll, reason: 'hidden', last: base + last * SECOND },
]
const end = (at: number, reason: string, base: number): Said => [
  'session_end',
  at,
  { start: base, end: base + at * SECOND, reason, pages: 1 },
]
const mug = (quantity: number) => ({ item_id: 'MUG-1', item_name: 'Blue mug', price: 12.5, quantity })
const tea = (quantity: number) => ({ item_id: 'TEA-1', item_name: 'Green tea', price: 4.25, quantity })
const cart = (name: string, at: number, items: object[], more: Record<string, unknown> = {}): Said => [
  name,
  at,
  { items, currency: 'EUR', ...more },
]

export function makeDay(): TestBatch[] {
  const at = (hour: number) => MIDNIGHT + hour * HOUR
  return [
    // 1: one page, 4 s, then gone; nobody said the end. A bounce.
    page('s01', at(0), [
      start({ referrer: 'https://shop.example/cart' }),
      view(0, '/', 'Home'),
      leave(4, 4, 20, 3, at(0)),
    ]),
    // 2: one page, but 10 s of attention: no bounce. The end was said.
    page('s02', at(1), [
      start({ referrer: 'https://search.example/' }),
      view(0, '/', 'Home'),
      leave(12, 10, 80, 12, at(1)),
      end(12, 'timeout', at(1)),
    ]),
    // 3: one page and a form: no bounce, although short.
    page('s03', at(2), [
      start(),
      view(0, '/contact', 'Contact'),
      ['click', 2, { el: { tag: 'button', label: 'Send', path: 'main>form#contact>button' }, input: 'pointer' }],
      ['form_submit', 2, { el: { tag: 'form', id: 'contact', path: 'body>main>form#contact' }, trigger: 'click' }],
      leave(3, 2, 100, 2, at(2)),
    ]),
    // 4: two documents, three pages; the snapshots repeat and the greatest counts.
    page('s04', at(3), [start(), view(0, '/', 'Home'), leave(5, 5, 30, 4, at(3)), leave(20, 15, 60, 18, at(3))]),
    page('s04', at(3), [
      ['page_view', 30, { path: '/search', title: 'Search', referrer: 'https://shop.example/', nav: 'load' }],
      leave(40, 8, 10, 38, at(3)),
      view(45, '/products/mug', 'Blue mug'),
      ['view_item', 45, { items: [mug(1)], currency: 'EUR' }],
      leave(60, 9, 50, 58, at(3)),
    ]),
    // 5: buys. What follows the purchase moves no end.
    page('s05', at(4), [
      start({ campaign: { utm_source: 'letter', utm_campaign: 'spring' } }),
      view(0, '/products/mug', 'Blue mug'),
      ['view_item', 0, { items: [mug(1)], currency: 'EUR' }],
      cart('add_to_cart', 10, [mug(1)]),
      cart('begin_checkout', 20, [mug(1)], { value: 12.5 }),
      cart('purchase', 40, [mug(1)], { transaction_id: 'A-1', value: 12.5 }),
      end(40, 'purchase', at(4)),
      ['page_view', 42, { path: '/thanks', title: 'Thanks', nav: 'load' }, { post: true }],
      ['page_leave', 90, { engaged_ms: 20_000, scroll_pct: 10, last: at(4) + 80_000 }, { post: true }],
    ]),
    // 6: leaves a cart: two mugs, one removed, and a tea; of teas from an earlier visit three go. 12.50 + 4.25.
    page('s06', at(5), [
      start({ campaign: { utm_source: 'letter' } }),
      view(0, '/products/mug', 'Blue mug'),
      cart('add_to_cart', 5, [mug(2)]),
      cart('remove_from_cart', 6, [tea(3)]),
      cart('add_to_cart', 8, [tea(1)]),
      cart('remove_from_cart', 12, [mug(1)]),
      view(20, '/cart', 'Cart'),
      leave(30, 25, 40, 28, at(5)),
    ]),
    // 7: empties the cart: nothing is abandoned.
    page('s07', at(6), [
      start(),
      view(0, '/products/mug', 'Blue mug'),
      cart('add_to_cart', 5, [mug(1)]),
      cart('update_cart', 9, [mug(3)], { previous_quantity: 1 }),
      cart('remove_from_cart', 12, [mug(3)]),
      leave(15, 14, 40, 14, at(6)),
    ]),
    // 8: without storage: its one page is left out of the bounce rate.
    page('s08', at(7), [start(), view(0, '/', 'Home'), leave(2, 2, 5, 1, at(7))], {
      context: { store: 'memory', screen: [390, 844], viewport: [390, 700] },
    }),
    // 9: a timeout of one minute, told by the SDK; a machine event later moves no end.
    page('s09', at(8), [
      start({ timeout: MINUTE }),
      view(0, '/', 'Home'),
      ['campaign', 1, { utm_campaign: 'summer' }],
      ['click', 7, { el: { tag: 'a', label: 'Search' }, href: '/search' }],
      ['heartbeat', 50],
      ['page_leave', 300, { engaged_ms: 0, scroll_pct: 0, last: at(8) + 300_000 }, { late: true }],
      ['click', 301, { el: { tag: 'a', label: 'Search' }, href: '/search' }, { late: true }],
      leave(9, 6, 25, 7, at(8)),
    ]),
    // 10: ended by the shop. Begun in two tabs at once: two ids, one session.
    page('s10', at(9), [start(), view(0, '/account', 'Account'), end(120, 'manual', at(9))]),
    page('s10b', at(9), [['page_view', 1, { path: '/', title: 'Home', nav: 'load' }], leave(60, 12, 70, 55, at(9))], {
      was: [['s10b', 's10']],
    }),
    // 11: its start never arrived.
    page('s11', at(10), [view(3, '/search', 'Search'), leave(20, 16, 90, 19, at(10))]),
    // 12: fills a cart at the gateway's door, and s13 of the next day buys it: not abandoned.
    page('s12', at(23), [
      start(),
      view(0, '/cart', 'Cart'),
      cart('view_cart', 0, [mug(1), tea(2)]),
      cart('begin_checkout', 30, [mug(1), tea(2)]),
      leave(40, 35, 100, 35, at(23)),
    ]),
    // Not of this day: the evening before, and the morning after.
    page('s00', at(-2), [start(), view(0, '/', 'Home'), leave(4, 4, 20, 3, at(-2))]),
    page('s13', at(24), [
      start({ number: 2, previous: 's12', reason: 'resumed_checkout' }),
      view(0, '/thanks', 'Thanks'),
      cart('purchase', 0, [mug(1), tea(2)], { transaction_id: 'A-2', value: 21 }),
      end(0, 'purchase', at(24)),
    ]),
  ]
}
