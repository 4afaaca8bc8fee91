// Two weeks of made-up visits in the wire format, so that a screenshot shows what a week looks like.
/** Visits of each day, up to today. */
const DAYS = [24, 29, 27, 31, 22, 38, 35, 28, 33, 30, 37, 29, 47, 44]
/** An SDK does not wait long, and neither do these. */
const BATCH = 40_000
const HOUR = 60 * 60 * 1000
const DAY = 24 * HOUR
const PRODUCTS = [
  ['MUG-1', 'Blue mug', 12.5, '/products/blue-mug.html'],
  ['POT-2', 'Round teapot', 48, '/products/round-teapot.html'],
  ['BRD-6', 'Oak board', 36, '/products/oak-board.html'],
  ['TWL-8', 'Linen towel', 14, '/products/linen-towel.html'],
  ['CND-10', 'Beeswax candle', 16, '/products/beeswax-candle.html'],
]
const TITLES = { '/': 'Larch', '/search.html': 'Search – Larch', '/lookbook/': 'One day, three tables – Larch' }
const REFERRERS = ['', '', 'https://www.google.com', 'https://duckduckgo.com', 'https://www.instagram.com']
const CAMPAIGNS = [{}, {}, {}, { utm_source: 'newsletter', utm_campaign: 'spring' }, { utm_source: 'instagram' }]
const SCREENS = [
  [390, 844],
  [1440, 900],
  [1920, 1080],
]

/** The same numbers every time: https://en.wikipedia.org/wiki/Linear_congruential_generator */
function createRandom(seed) {
  let state = seed
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32
    return state / 2 ** 32
  }
}

function visit(start, random) {
  const pick = list => list[Math.floor(random() * list.length)]
  const letters = length => Array.from({ length }, () => Math.floor(random() * 36).toString(36)).join('')
  const session = `${start.toString(36)}-${letters(13)}`
  const events = []
  let time = start
  let page = 0
  let path = '/'
  const say = (name, props) =>
    events.push({ seq: events.length + 1, time, session, page, name, url: `http://localhost${path}`, props })
  const wait = seconds => {
    time += Math.round(1000 * seconds * (0.3 + 1.4 * random()))
  }
  const leave = () =>
    say('page_leave', { engaged_ms: (time - start) >> 1, scroll_pct: 30 + Math.floor(70 * random()), last: time })
  const see = (next, title = TITLES[next]) => {
    if (page) leave()
    path = next
    page++
    say('page_view', { path, title, nav: 'load' })
    wait(14)
  }
  const click = (tag, label) => say('click', { el: { tag, label }, button: 0, input: 'pointer' })

  const referrer = pick(REFERRERS)
  const campaign = pick(CAMPAIGNS)
  const entry = random() > 0.75 ? '/lookbook/' : '/'
  say('session_start', { number: 1, reason: 'first', entry, referrer, campaign, timeout: 1_800_000 })
  see(entry)
  const depth = random()
  if (depth > 0.3) {
    if (random() > 0.6) see(entry === '/' ? '/lookbook/' : '/')
    const [item_id, item_name, price, address] = pick(PRODUCTS)
    const goods = { items: [{ item_id, item_name, price, quantity: 1 }], currency: 'EUR', value: price }
    click('a', item_name)
    see(address, `${item_name} – Larch`)
    say('view_item', goods)
    wait(20)
    if (depth > 0.6) say('add_to_cart', goods)
    if (depth > 0.78) {
      see('/cart.html', 'Your cart – Larch')
      say('begin_checkout', goods)
      see('/checkout.html', 'Checkout – Larch')
      wait(50)
    }
    if (depth > 0.86) {
      see('/confirmation.html', 'Thank you – Larch')
      say('purchase', { ...goods, transaction_id: `L-${letters(7)}` })
    } else if (random() > 0.8) {
      click('button', 'Subscribe')
      say('form_submit', { el: { tag: 'form', id: 'newsletter' }, method: 'post', fields: 1, trigger: 'click' })
    }
  }
  leave()
  const reason = depth > 0.86 ? 'purchase' : 'timeout'
  say('session_end', { start, end: time, reason })
  return { session, events }
}

/** In the order in which they are sent. */
function split(events) {
  const batches = []
  for (const event of events) {
    const open = batches.at(-1)
    if (open && event.time - open[0].time < BATCH) open.push(event)
    else batches.push([event])
  }
  return batches
}

/** Batches of two weeks, in order of time. */
export function sampleBatches(now) {
  const random = createRandom(7)
  const midnight = new Date(now).setHours(0, 0, 0, 0)
  const starts = DAYS.flatMap((visits, day) =>
    // People sleep: most come in the middle of the day.
    Array.from(
      { length: visits },
      () => midnight + (day - DAYS.length + 1) * DAY + (8 + 7 * (random() + random())) * HOUR,
    ),
  )
  return starts
    .filter(start => start < now - HOUR)
    .flatMap(start => {
      const { session, events } = visit(Math.round(start), random)
      const screen = SCREENS[Math.floor(random() * SCREENS.length)]
      const context = {
        store: 'host',
        consent: 'granted',
        language: 'en',
        viewport: screen,
        screen,
        timezone: 'Europe/Vienna',
        automation: false,
      }
      return split(events).map((part, i) => ({
        v: 1,
        sdk: '0.1.0',
        site: 'localhost',
        doc: session,
        k: i + 1,
        sent: part.at(-1).time,
        high: part.at(-1).seq,
        low: part[0].seq,
        dropped: 0,
        via: 'beacon',
        context,
        events: part,
      }))
    })
    .sort((a, b) => a.sent - b.sent)
}
