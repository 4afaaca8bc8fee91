// npm run bench:clickhouse: what docs/OPERATING.md rests on, from a real server of Debian's on this machine.

import { createClickHouseStore } from '../../collector/dist/clickhouse/store.js'
import { readStoreUrl } from '../../collector/dist/clickhouse/url.js'
import { createDedup } from '../../collector/dist/dedup.js'
import { groupOf, sortOut } from '../../collector/dist/pending.js'
import { prepare } from '../../collector/dist/prepare.js'
import { validateBatch } from '../../collector/dist/validate.js'
import { startSingle } from '../../collector/test/clickhouse/servers.mjs'

const SECONDS = Number(process.env.BENCH_SECONDS ?? 8)
const PER_BATCH = 20
const MINUTE = 60_000
const PATHS = Array.from({ length: 300 }, (_, i) => `/products/item-${i}`)
const LABELS = ['Add to cart', 'Search', 'Size M', 'Size L', 'Next', 'Description', 'Reviews', 'Menu', 'Checkout']

/** Mulberry32: the same visits in every run. */
function createRandom(seed) {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

const random = createRandom(7)
const oneOf = list => list[Math.floor(random() * list.length)]
const id = () => Array.from({ length: 22 }, () => oneOf('abcdefghijklmnopqrstuvwxyz0123456789')).join('')

/** One visit: a document with 20 events, as the script sends them. */
function visit(time) {
  const session = id()
  const path = oneOf(PATHS)
  const url = `https://shop.example${path}`
  const item = { item_id: path.slice(10), item_name: `Thing ${path.slice(15)}`, price: 12.5, quantity: 1 }
  const said = [
    [
      'session_start',
      { number: 1, previous: null, reason: 'first', timeout: 30 * MINUTE, referrer: 'https://search.example/' },
    ],
    ['page_view', { path, title: `Thing ${path.slice(15)} · Shop`, nav: 'load', referrer: 'https://search.example/' }],
    ['view_item', { items: [item], currency: 'EUR' }],
  ]
  while (said.length < PER_BATCH - 2) {
    const label = oneOf(LABELS)
    said.push(['click', { el: { tag: 'button', label, path: 'main>div>section>button' }, input: 'pointer' }])
  }
  if (random() < 0.3) said[5] = ['add_to_cart', { items: [item], currency: 'EUR', value: 12.5 }]
  said.push([
    'page_leave',
    {
      engaged_ms: Math.floor(random() * 60_000),
      scroll_pct: Math.floor(random() * 100),
      reason: 'hidden',
      last: time + 60_000,
    },
  ])
  said.push([
    'page_leave',
    { engaged_ms: Math.floor(random() * 90_000), scroll_pct: 90, reason: 'hidden', last: time + 90_000 },
  ])
  const events = said.map(([name, props], i) => ({
    seq: i + 1,
    time: time + i * 4000,
    session,
    page: 1,
    name,
    url,
    props,
  }))
  return {
    v: 1,
    site: 'shop.example',
    doc: id(),
    k: 1,
    sent: time,
    high: events.length,
    via: 'beacon',
    context: { store: 'domain', screen: [1440, 900] },
    events,
  }
}

const NOW = Date.now()
const dedup = createDedup()
/** A group as group commit makes it: so many batches of 20. */
function group(rows) {
  const pending = Array.from({ length: Math.ceil(rows / PER_BATCH) }, () => {
    const time = NOW - Math.floor(random() * 7 * 24 * 60 * MINUTE)
    const { batch } = validateBatch(visit(time))
    return sortOut(prepare(batch, { received: time + 1000, skew: 0, userAgent: '', bytes: 0 }), dedup, () => {})
  })
  return groupOf(pending)
}

const percentile = (numbers, p) => numbers.toSorted((a, b) => a - b)[Math.floor((numbers.length - 1) * p)] ?? 0
const round = value => Math.round(value).toLocaleString('en')

const server = await startSingle()
try {
  console.log(
    `ClickHouse ${(await server.ask('SELECT version()')).trim()}, one connection, commits one after the other, ${SECONDS} s each\n`,
  )
  console.log('rows per commit   events/s   p50 ms   p99 ms')
  for (const rows of [20, 200, 2_000, 20_000]) {
    const store = await createClickHouseStore(readStoreUrl(`${server.store}/rate_${rows}`))
    const groups = Array.from({ length: 4 }, () => group(rows))
    const times = []
    let sent = 0
    const began = performance.now()
    while (performance.now() - began < SECONDS * 1000) {
      const next = groups[times.length % groups.length]
      const from = performance.now()
      await store.commit(next)
      times.push(performance.now() - from)
      sent += next.events.length
    }
    const rate = sent / ((performance.now() - began) / 1000)
    console.log(
      [
        String(rows).padStart(15),
        round(rate).padStart(10),
        round(percentile(times, 0.5)).padStart(8),
        round(percentile(times, 0.99)).padStart(8),
      ].join(' '),
    )
    await store.close()
  }

  const store = await createClickHouseStore(readStoreUrl(`${server.store}/held`))
  const docs = []
  const total = Number(process.env.BENCH_EVENTS ?? 1_000_000)
  for (let sent = 0; sent < total; ) {
    const next = group(20_000)
    docs.push(...next.marks.map(({ doc }) => doc))
    await store.commit(next)
    sent += next.events.length
  }
  for (const table of ['events', 'marks']) {
    for (const partition of (
      await server.ask(
        `SELECT DISTINCT partition FROM system.parts WHERE active AND database = 'held' AND table = '${table}'`,
      )
    )
      .trim()
      .split('\n')) {
      await server.ask(
        `OPTIMIZE TABLE held.${table} PARTITION ${partition.startsWith('2') && partition.includes('-') ? `'${partition}'` : partition} FINAL`,
      )
    }
  }
  console.log(`\n${round(total)} events held; bytes on disk per event:`)
  console.log(
    await server.ask(
      `SELECT table, round(sum(bytes_on_disk) / ${total}, 1) FROM system.parts WHERE active AND database = 'held' AND table IN ('events', 'marks') GROUP BY table FORMAT TSV`,
    ),
  )

  const asked = []
  for (let i = 0; i < 40; i++) {
    const some = Array.from({ length: 50 }, () => oneOf(docs))
    const from = performance.now()
    await store.heldOf(some, () => {})
    asked.push(performance.now() - from)
  }
  console.log(
    `claims of 50 documents: p50 ${round(percentile(asked, 0.5))} ms, p99 ${round(percentile(asked, 0.99))} ms\n`,
  )

  const scope = {
    site: 'shop.example',
    from: NOW - 8 * 24 * 60 * MINUTE,
    to: NOW,
    now: NOW,
    filters: {},
    zone: null,
    live: false,
    limit: 200,
    offset: 0,
  }
  const step = name => ({ text: name, name, path: null })
  console.log(`reports over all of them, ms:`)
  for (const [name, ask] of [
    ['summary', () => store.reports.summary(scope)],
    ['pages', () => store.reports.pages(scope)],
    ['sessions', () => store.reports.sessions(scope)],
    ['carts', () => store.reports.carts(scope)],
    ['funnel', () => store.reports.funnel(scope, ['view_item', 'add_to_cart', 'purchase'].map(step))],
    ['clicks', () => store.reports.clicks(scope)],
    ['forms', () => store.reports.forms(scope)],
    ['delivery', () => store.reports.delivery(scope)],
  ]) {
    const from = performance.now()
    await ask()
    console.log(`  ${name.padEnd(10)} ${round(performance.now() - from).padStart(7)}`)
  }
  await store.close()
} finally {
  await server.stop()
}
