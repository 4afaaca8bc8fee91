import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { until } from '../support/until'
import { COUNTERS } from './cost.counters'
import { engines } from './person'
import { TAG } from './recorder'
import { useStage } from './stage'

const TIMES = 10
/** What ten of a kind may ask of the browser, altogether; counted, so that a busy machine changes nothing. */
const MOST = {
  // A click, a submit and a call lay nothing out. A page that another one follows is measured once, for its scroll depth.
  layout: { click: 0, track: 0, submit: 0, 'page view': 3 * TIMES },
  // One look at the jar for each task, and one more for each write, which is at most every 5 s.
  cookieReads: TIMES + 4,
  cookieWrites: 2,
  // The note of other tabs, when something is sent; what the session remembers, at a page view.
  storageReads: TIMES + 4,
  // Each is written ahead, once, with what comes within 50 ms.
  storageWrites: TIMES + 2,
}
type Counts = { [what in keyof typeof MOST]: number } & { asked: string[] }

// What comes by itself, later, would be counted too.
const SLOW = TAG.replace('>', ` data-batch='{ "interval": 600000, "events": 400 }'>`)
const NODES = 1500
const BODY = `<button id="go">Go</button> <button id="bad" onclick="this.style.padding = '9px'; window.read = this.offsetWidth">Bad</button>
  <form id="form" action="/go"><input name="q"><button id="send">Send</button></form>
  ${Array.from({ length: NODES / 3 }, (_, i) => `<div class="c${i}"><p>Text <b>${i}</b></p></div>`).join('')}
  <script>addEventListener('submit', event => event.preventDefault())</script>`
/** Whatever is asked of the layout in the same task costs one. */
const DIRTY = `<script>addEventListener('click', () => { document.body.style.marginLeft = (window.i = (window.i || 0) + 1) + 'px' }, true)</script>`

describe.each(engines.filter(({ engine }) => engine === 'Chromium'))('What the page pays in $engine', ({ open }) => {
  const stage = useStage(open)

  describe('is counted:', () => {
    beforeEach(async () => {
      stage.recorder.pages.set('/start', { tag: COUNTERS + SLOW, body: BODY })
      await stage.person.goto('/start')
      await stage.person.told()
      await stage.person.run('counts.reset()')
    })
    const inTasks = (script: string) =>
      stage.person.run(
        `(async () => { for (let i = 0; i < ${TIMES}; i++) { ${script}; await new Promise(done => setTimeout(done)) } })()`,
      )
    const ACTS = {
      click: async () => {
        for (let i = 0; i < TIMES; i++) await stage.person.click('#go')
      },
      track: () => inTasks(`sojourn.track('seen')`),
      submit: async () => {
        for (let i = 0; i < TIMES; i++) {
          await stage.person.focus('#form input')
          await stage.person.press('Enter')
          // Twice within 50 ms is once.
          await stage.person.run('new Promise(done => setTimeout(done, 60))')
        }
      },
      'page view': () => inTasks(`history.pushState(0, '', '/page' + i)`),
    }
    const NAMES = { click: 'click', track: 'seen', submit: 'form_submit', 'page view': 'page_view' }

    test.each(Object.keys(ACTS) as (keyof typeof ACTS)[])('%s', async kind => {
      await ACTS[kind]()
      // What is written ahead has been written.
      const written = `Object.entries(localStorage).map(([key, text]) => key.startsWith('_sojourn_o.') ? text.split('"name":"${NAMES[kind]}"').length - 1 : 0).reduce((a, b) => a + b)`
      await until(async () => (await stage.person.run(written)) === TIMES, `${TIMES} in the outbox`)
      const { asked, ...counts } = (await stage.person.run('counts')) as Counts
      expect(counts.layout, `${asked}`).toBeLessThanOrEqual(MOST.layout[kind])
      for (const what of ['cookieReads', 'cookieWrites', 'storageReads', 'storageWrites'] as const)
        expect(counts[what], `${what} of ${JSON.stringify(counts)}`).toBeLessThanOrEqual(MOST[what])
      // Silence of a counter that counts nothing would prove nothing.
      expect(counts.storageWrites).toBeGreaterThan(0)
      expect(counts.cookieReads).toBeGreaterThan(0)
    })
  })

  describe('for a click', () => {
    afterEach(() => stage.person.page.tracing.stop().catch(() => {}))

    test(`is no layout that it forces, on a page of ${NODES} nodes that has just changed`, async () => {
      stage.recorder.pages.set('/start', { tag: DIRTY + TAG, body: BODY })
      await stage.person.goto('/start')
      await stage.person.told()
      const categories = ['devtools.timeline', 'disabled-by-default-devtools.timeline.stack']
      await stage.person.page.tracing.start({ categories })
      for (const id of ['go', 'go', 'bad', 'go']) await stage.person.click(`#${id}`)
      await stage.person.told()
      const trace = JSON.parse(Buffer.from((await stage.person.page.tracing.stop()) ?? []).toString())
      type Traced = { name: string; args: { beginData?: { stackTrace?: { url: string }[] } } }
      // A layout that a script asked for has the stack of that script.
      const forced = (trace.traceEvents as Traced[]).flatMap(({ name, args }) =>
        /^(Layout|UpdateLayoutTree)$/.test(name)
          ? (args.beginData?.stackTrace?.map(({ url }) => url).join() ?? [])
          : [],
      )
      expect(forced.filter(urls => urls.includes('/start')).length, 'forced by the page itself').toBeGreaterThan(0)
      expect(forced.filter(urls => urls.includes('sojourn'))).toEqual([])
      expect(stage.recorder.events().filter(({ name }) => name === 'click')).toHaveLength(4)
    })
  })
})
