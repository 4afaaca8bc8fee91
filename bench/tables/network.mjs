// Table 3: what one visit costs the visitor's connection.
import { keepBrowser, openLab, pause, visit } from '../lib/lab.mjs'
import { button, form } from '../lib/markup.mjs'

const PAGES = 5
const CLICKS = 6

const buttons = Array.from({ length: CLICKS }, (_, i) => button(`b${i}`, `Choice ${i}`)).join('')
const search = form('search', '<input name="q" id="field"><button id="send">Search</button>')

const pages = Object.fromEntries(
  Array.from({ length: PAGES }, (_, i) => [
    `/page-${i + 1}`,
    { title: `Page ${i + 1}`, body: `<h1>Page ${i + 1}</h1>${buttons}${search}` },
  ]),
)

async function walk(tab, lab) {
  for (let i = 1; i <= PAGES; i++) {
    await visit(tab, `${lab.url}/page-${i}`)
    await pause(1000)
    for (let n = 0; n < CLICKS; n++) {
      await tab.click(`#b${n}`)
      await pause(150)
    }
    if (i === 2 || i === 4) {
      await tab.click('#field')
      await tab.keyboard.type('mug')
      await tab.click('#send')
    }
    if (i > 2) await tab.evaluate(at => __bench.track('looked_closer', { page: at }), i)
    await pause(500)
  }
  await tab.close()
  await pause(3000)
}

const headerBytes = ({ method, url, headers }) =>
  Object.entries(headers).reduce(
    (sum, [name, value]) => sum + name.length + String(value).length + 4,
    method.length + url.length + 13,
  )

export const network = {
  name: 'network',
  title: 'Network',
  trackersOnly: true,
  text: `One visit: ${PAGES} pages, ${PAGES * CLICKS} clicks, 2 forms, 3 events of the site's own, and the tab is closed. The collector has an origin of
its own, as a vendor's has. "Bodies" is what was posted, "all" has the request lines and headers with it (HTTP/1.1).`,
  columns: [
    { key: 'requests', label: 'requests', better: 'low' },
    { key: 'preflights', label: 'preflights', better: 'low' },
    { key: 'body', label: 'bodies', unit: 'B', better: 'low', picture: true },
    { key: 'all', label: 'all', unit: 'B', better: 'low' },
  ],
  async run({ peers, each }) {
    const browser = keepBrowser()
    const measure = async peer => {
      const lab = await openLab(peer, { pages })
      const context = await (await browser.get()).createBrowserContext()
      try {
        await walk(await context.newPage(), lab)
        const posts = lab.posts()
        if (!posts.length) throw new Error('nothing was sent')
        return {
          requests: posts.length,
          preflights: lab.recorder.requests.length - posts.length,
          body: posts.reduce((sum, { bytes }) => sum + bytes, 0),
          all: lab.recorder.requests.reduce((sum, request) => sum + request.bytes + headerBytes(request), 0),
        }
      } finally {
        await context.close()
        lab.close()
      }
    }
    try {
      return await each(peers, measure, { atOnce: 3 })
    } finally {
      await browser.close()
    }
  },
}
