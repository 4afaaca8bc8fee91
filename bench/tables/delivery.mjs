// Table 4: what arrives when things go wrong. Every event carries a mark of its own, which is looked for in whatever
// was posted and stored; what a page believes to have sent counts for nothing.
import { startProxy } from '../delivery/proxy.mjs'
import { objectsOf, textsOf } from '../lib/decode.mjs'
import { keepBrowser, openLab, pause, visit } from '../lib/lab.mjs'

const EVENTS = 10
const MARK = /zq\d+z/g

/** In the page: `count` events, each with its mark and `bytes` of filling. */
const send = (tab, count, { bytes = 0, from = 0 } = {}) =>
  tab.evaluate(
    (count, bytes, from) => {
      for (let i = 0; i < count; i++) __bench.track('bench_event', { mark: `zq${from + i}z`, fill: 'x'.repeat(bytes) })
    },
    count,
    bytes,
    from,
  )

/** The visitor comes back and stays until everything is there, and a while longer: what is sent twice is seen too. */
const away = async lab => {
  const tab = await lab.tab('/next')
  await pause(9000)
  for (let waited = 9; waited < 45 && storedMarks(lab.peer, lab.recorder.requests).size < EVENTS; waited++)
    await pause(1000)
  await tab.close()
  await pause(1000)
}

const SCENARIOS = [
  {
    key: 'close',
    label: 'tab closed',
    async act(tab) {
      await send(tab, EVENTS)
      await tab.close()
    },
  },
  {
    key: 'leave',
    label: 'page left at once',
    async act(tab, lab) {
      await send(tab, EVENTS)
      await visit(tab, `${lab.url}/next`)
      await pause(6000)
    },
  },
  {
    key: 'hide',
    label: 'said in pagehide',
    async act(tab) {
      await tab.evaluate(count => {
        addEventListener('pagehide', () => {
          for (let i = 0; i < count; i++) __bench.track('bench_event', { mark: `zq${i}z` })
        })
      }, EVENTS)
      await tab.goto('about:blank')
    },
  },
  {
    key: 'burst',
    label: '60 × 2 KB at exit',
    count: 60,
    async act(tab) {
      await send(tab, 60, { bytes: 2000 })
      await tab.close()
    },
  },
  {
    key: 'down',
    label: 'server down for 6 s',
    async act(tab, lab) {
      lab.answer({ status: 503 })
      await send(tab, EVENTS)
      await pause(6000)
      lab.answer()
      await pause(9000)
      await tab.close()
      await away(lab)
    },
  },
  {
    key: 'offline',
    label: 'network gone at exit, back later',
    async act(tab, lab) {
      lab.proxy.cut()
      await send(tab, EVENTS)
      await pause(300)
      await tab.close()
      await pause(500)
      lab.proxy.mend()
      await away(lab)
    },
  },
  {
    key: 'reply',
    label: 'replies lost',
    async act(tab, lab) {
      let lost = 0
      lab.answer(({ method }) => (method === 'OPTIONS' || lost++ > 2 ? undefined : { drop: 'after' }))
      await send(tab, EVENTS)
      await pause(12_000)
      await tab.close()
      await away(lab)
    },
  },
  {
    key: 'crash',
    label: 'page crashes',
    async act(tab, lab) {
      await send(tab, EVENTS)
      await pause(300)
      const session = await tab.createCDPSession()
      void session.send('Page.crash').catch(() => {})
      await pause(500)
      await away(lab)
    },
  },
  {
    key: 'poison',
    label: 'one event that no JSON can hold',
    async act(tab, lab) {
      await send(tab, EVENTS / 2)
      lab.threw = await tab.evaluate(() => {
        const props = { mark: 'none', big: 1n }
        props.self = props
        try {
          __bench.track('bench_event', props)
        } catch {
          return true
        }
      })
      await send(tab, EVENTS / 2, { from: EVENTS / 2 })
      await pause(6000)
      await tab.close()
    },
  },
  {
    key: 'full',
    label: 'storage full',
    page: '/full',
    async act(tab) {
      await send(tab, EVENTS)
      await pause(6000)
      await tab.close()
    },
  },
]

const FILL = `<script>try { for (let n = 2 ** 20, i = 0; n >= 1; n /= 2) for (;;) { try { localStorage.setItem('full' + i++, 'x'.repeat(n)) } catch { break } } } catch {}</script>`
const pages = { '/': { body: 'one' }, '/next': { body: 'two' }, '/full': { before: FILL, body: 'full' } }

/** By which field a server could tell that it holds an event already. */
const ID = {
  posthog: 'uuid',
  snowplow: 'eid',
  amplitude: 'insert_id',
  mixpanel: '$insert_id',
  segment: 'messageId',
  rudderstack: 'messageId',
  walkeros: 'id',
  'sojourn-script': 'seq',
  'sojourn-esm': 'seq',
}

/** mark → the ids under which it was stored. */
function storedMarks(peer, requests) {
  const marks = new Map()
  const note = (mark, id) => marks.set(mark, [...(marks.get(mark) ?? []), id])
  for (const request of requests.filter(({ isStored }) => isStored)) {
    const found = new Set(textsOf(request).flatMap(text => text.match(MARK) ?? []))
    const objects = [...objectsOf(request)]
    for (const mark of found) {
      const event = objects.find(one => one[ID[peer.id]] !== undefined && JSON.stringify(one).includes(mark))
      note(mark, event?.[ID[peer.id]])
    }
  }
  return marks
}

async function play(browser, peer, scenario) {
  const lab = await openLab(peer, { pages, through: startProxy })
  const context = await browser.createBrowserContext()
  lab.peer = peer
  lab.tab = async path => {
    const tab = await context.newPage()
    await visit(tab, lab.url + path)
    return tab
  }
  lab.answer = how =>
    lab.recorder.answer(request => ({
      ...lab.usual,
      ...(typeof how === 'function' ? how(request) : request.method === 'OPTIONS' ? {} : how),
    }))
  try {
    const tab = await lab.tab(scenario.page ?? '/')
    await pause(1200)
    await scenario.act(tab, lab)
    await pause(2500)
    const marks = storedMarks(peer, lab.recorder.requests)
    const copies = [...marks.values()].filter(ids => ids.length > 1)
    return {
      lost: (scenario.count ?? EVENTS) - marks.size,
      again: copies.length,
      doubled: copies.filter(ids => ids.some(id => id === undefined) || new Set(ids).size > 1).length,
      threw: lab.threw,
    }
  } finally {
    await context.close().catch(() => {})
    lab.close()
  }
}

export const delivery = {
  name: 'delivery',
  title: 'Delivery',
  trackersOnly: true,
  text: `Events lost, of ${EVENTS} (60 in the burst), each told by a mark of its own in whatever was posted and stored. Where the page is gone, the visitor
comes back and stays for up to 45 s. "Sent again": events that a server got twice or more after it had stored them. "Duplicates": those of them that carry no
identity by which a server could tell. "Throws": whether \`track()\` threw into the page.`,
  columns: [
    ...SCENARIOS.map(({ key, label }) => ({ key, label, better: 'low' })),
    { key: 'lost', label: 'lost in all', better: 'low', picture: true },
    { key: 'again', label: 'sent again', better: 'low' },
    { key: 'doubled', label: 'duplicates', better: 'low' },
    { key: 'threw', label: 'throws' },
  ],
  async run({ peers, each }) {
    const browser = keepBrowser()
    const measure = async peer => {
      const results = {}
      for (const scenario of SCENARIOS) results[scenario.key] = await play(await browser.get(), peer, scenario)
      const all = Object.values(results)
      const total = key => all.reduce((sum, one) => sum + one[key], 0)
      const lost = Object.fromEntries(Object.entries(results).map(([key, one]) => [key, one.lost]))
      return {
        ...lost,
        lost: total('lost'),
        again: total('again'),
        doubled: total('doubled'),
        threw: all.some(({ threw }) => threw) ? 'yes' : 'no',
      }
    }
    try {
      return await each(peers, measure, { atOnce: 5 })
    } finally {
      await browser.close()
    }
  },
}
