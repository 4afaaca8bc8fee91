import { describe, expect, test } from 'vitest'
import { until } from '../support/until'
import { engines } from './person'
import { type Fixture, TAG } from './recorder'
import { useStage } from './stage'

const STRICT = [
  "default-src 'none'",
  "script-src 'nonce-n1'",
  "connect-src 'self'",
  'img-src data:',
  "base-uri 'none'",
  "form-action 'self'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
  'report-uri /csp',
].join('; ')
const BODY = `<button id="go">Go</button><form id="form" action="/go"><input name="q"><button id="send">Send</button></form>`
const script = (code: string) => `<script nonce="n1">${code}</script>`
/** The page notices nothing: what it throws itself would be seen here. */
const WATCH = script(`window.noticed = []
  addEventListener('error', event => noticed.push(String(event.message)))
  addEventListener('unhandledrejection', event => noticed.push(String(event.reason)))`)
const STAY = script(`addEventListener('submit', event => event.preventDefault())`)

const INTEGRATIONS = [
  { how: 'script tag', tag: '<script nonce="n1" src="/sojourn.js" data-endpoint="/collect"></script>' },
  {
    how: 'ESM',
    tag: `<script nonce="n1" type="module">import { init } from '/sojourn/index.js'; window.sojourn = init({ endpoint: '/collect' })</script>`,
  },
]

/** Each runs before the SDK. */
const ATTACKS: { name: string; before: string; more?: string }[] = [
  {
    name: 'freezes every global',
    before: `for (const one of [Object, Array, Function, String, RegExp, Map, Set, Promise, Date, Event, EventTarget, Node, Element, Document, Navigator, History, Storage, Window])
      { Object.freeze(one.prototype); Object.freeze(one) }
      Object.freeze(JSON); Object.freeze(Math); Object.freeze(navigator); Object.freeze(history); Object.freeze(console)`,
  },
  {
    name: 'pollutes the prototypes',
    before: `Object.assign(Object.prototype, { endpoint: '/evil', consent: 'denied', sample: 0, timeout: 1, site: 'evil', polluted: 'yes', init: 1, q: [1], capture: false, beforeSend: () => null, writable: false, enumerable: true, once: true, signal: AbortSignal.abort() })
      Array.prototype.polluted = 'yes'; String.prototype.polluted = 'yes'; Function.prototype.polluted = 'yes'`,
  },
  {
    name: 'has an old library on its prototypes',
    before: `Array.prototype.toJSON = () => '[broken]'; String.prototype.toJSON = function () { return 'broken' + this }
      Object.prototype.toJSON = () => 'broken'
      for (const name of ['stringify', 'parse']) { const theirs = JSON[name]; JSON[name] = function (...args) { return theirs.apply(JSON, args) } }`,
  },
  {
    name: 'patches History, and throws in it',
    before: `const { pushState } = history; history.pushState = function (...args) { pushState.apply(this, args); throw new Error('theirs') }`,
    more: `try { history.pushState(0, '', '/attack') } catch {}`,
  },
  {
    name: 'patches the network',
    before: `navigator.sendBeacon = () => { throw new Error('patched') }; window.fetchLater = () => { throw new Error('patched') }`,
  },
  {
    name: 'has no crypto.subtle, locks, performance entries or Intl',
    before: `Object.defineProperty(navigator, 'locks', { value: undefined }); performance.getEntriesByType = () => { throw new Error('patched') }
      window.PerformanceObserver = undefined; window.Intl = undefined; window.fetchLater = undefined; window.BroadcastChannel = undefined`,
  },
  {
    name: 'refuses every storage',
    before: `for (const name of ['localStorage', 'sessionStorage']) Object.defineProperty(window, name, { get() { throw new Error('refused') } })
      Object.defineProperty(Document.prototype, 'cookie', { get() { throw new Error('refused') }, set() { throw new Error('refused') } })`,
  },
  {
    name: 'says everything twice on the console, and throws there',
    before: `for (const level of ['log', 'warn', 'error', 'debug']) console[level] = () => { throw new Error('patched') }`,
    more: `sojourn.track('Not A Name'); sojourn.cart.add({ price: 1 })`,
  },
  { name: 'has no console, and an option that is unknown', before: `window.console = undefined` },
]

/** Names that hide what they are asked for, in a form and in the document. */
const NAMES = [
  'id',
  'action',
  'method',
  'name',
  'elements',
  'attributes',
  'getAttribute',
  'getAttributeNames',
  'matches',
  'closest',
  'parentNode',
  'assignedSlot',
  'localName',
  'textContent',
  'querySelectorAll',
  'getRootNode',
  'submit',
  'nodeType',
  'type',
  'form',
  'ownerDocument',
  'addEventListener',
]
const CLOBBERED = `<form id="real" action="/real">${NAMES.map(name => `<input name="${name}" value="canary">`).join('')}<button id="clobbered">Go</button></form>
  ${['currentScript', 'body', 'forms', 'head', 'images', 'scripts'].map(name => `<img name="${name}" alt="">`).join('')}`

describe.each(engines)('A hostile page in $engine', ({ open }) => {
  const stage = useStage(open)

  const show = (path: string, fixture: Fixture) => {
    stage.recorder.pages.set(path, fixture)
    return stage.person.goto(path)
  }
  const named = (name: string) => stage.recorder.events().filter(event => event.name === name)

  test.each(INTEGRATIONS)('under a strict policy with Trusted Types violates nothing, by $how', async ({ tag }) => {
    const headers = { 'Content-Security-Policy': STRICT }
    await show('/strict', { headers, tag, body: BODY + WATCH + STAY })
    await until(() => stage.person.run('!!window.sojourn?.session'), 'the SDK')
    await stage.person.click('#go')
    await stage.person.click('#send')
    await stage.person.run(`history.pushState(0, '', '/strict/two')`)
    await stage.person.told()
    expect(await stage.person.run('noticed')).toEqual([])
    // Left and gone; then a page that does violate its policy, so that silence means something.
    const sinner = `<script>0</script><script nonce="n1">try { document.body.innerHTML = '<b>x</b>' } catch {}</script>`
    await show('/sinner', { headers, tag: '', body: sinner })
    await until(
      async () => stage.recorder.posts.filter(({ path }) => path === '/csp').length > 1,
      'reports of the sinner',
    )
    const guilty = stage.recorder.posts.map(
      ({ body }) => new URL(JSON.parse(body)['csp-report']['document-uri']).pathname,
    )
    expect(new Set(guilty)).toEqual(new Set(['/sinner']))
    for (const name of ['click', 'form_submit']) expect(named(name).length).toBeGreaterThan(0)
    expect(named('page_view').map(({ props }) => props.path)).toEqual(['/strict', '/strict/two'])
  })

  test.each(ATTACKS)('that $name is neither hurt nor lost', async ({ before, more = '' }) => {
    // Each has an attribute that is no option.
    await show('/attack', {
      tag: WATCH + script(before) + TAG.replace('data-', 'data-more="1" data-'),
      body: BODY + STAY,
    })
    await stage.person.click('#go')
    await stage.person.click('#send')
    await stage.person.run(`sojourn.track('own', { list: [1, 2], word: 'x' }); ${more}`)
    const seen = await stage.person.told()
    expect(await stage.person.run('noticed')).toEqual([])
    const counts = (name: string) => seen.filter(event => event.name === name).length
    expect([counts('page_view'), counts('click'), counts('form_submit')]).toEqual([1, 2, 1])
    expect(seen.find(({ name }) => name === 'own')?.props).toEqual({ list: [1, 2], word: 'x' })
    expect(stage.recorder.bodies.join()).not.toMatch(/polluted|"bad"|broken/)
  })

  test('whose form and document answer for everything is described rightly', async () => {
    await show('/clobbered', { tag: WATCH + TAG, body: CLOBBERED + STAY })
    await stage.person.click('#clobbered')
    const seen = await stage.person.told()
    expect(seen.find(({ name }) => name === 'form_submit')?.props).toMatchObject({
      el: { tag: 'form', id: 'real' },
      action: `${stage.recorder.url}/real`,
      method: 'get',
      fields: NAMES.length + 1,
    })
    expect(stage.recorder.bodies.join()).not.toContain('canary')
    expect(await stage.person.run('noticed')).toEqual([])
  })

  test.each(['<form id="sojourn"><input name="init"><input name="q"></form>', '<a id="sojourn" href="/">x</a>'])(
    'that has %s before the script does not keep it out',
    async markup => {
      await show('/named', { tag: '', body: WATCH + markup + TAG + BODY })
      await stage.person.click('#go')
      const seen = await stage.person.told()
      expect(seen.filter(({ name }) => name === 'click')).toHaveLength(1)
      expect(await stage.person.run('noticed')).toEqual([])
    },
  )

  test('in a sandboxed frame is told, with its session in memory', async () => {
    stage.recorder.pages.set('/framed', {
      tag: WATCH + TAG,
      body: `${BODY}${script(`parent.postMessage(noticed.length, '*')`)}`,
    })
    const frame = '<iframe sandbox="allow-scripts" src="/framed"></iframe>'
    const listen = script(`addEventListener('message', ({ data }) => { window.heard = data })`)
    await show('/around', { tag: '', body: listen + frame })
    await until(async () => named('page_view').length > 0, 'a page view of the frame')
    expect(await stage.person.run('heard')).toBe(0)
    const [body = ''] = stage.recorder.bodies
    expect(JSON.parse(body).context.store).toBe('memory')
    expect(new URL(named('page_view')[0]?.url ?? '').pathname).toBe('/framed')
  })

  test('that patched History after us keeps its patch when we are destroyed', async () => {
    const before = `Object.defineProperty(window, 'navigation', { value: undefined })`
    await show('/patched', { tag: script(before) + TAG, body: WATCH })
    const kept = await stage.person.run(`(() => {
      const ours = history.pushState
      const theirs = function (...args) { window.called = true; return ours.apply(this, args) }
      history.pushState = theirs
      sojourn.destroy()
      history.pushState(0, '', '/after')
      return [history.pushState === theirs, window.called, location.pathname]
    })()`)
    expect(kept).toEqual([true, true, '/after'])
  })
})
