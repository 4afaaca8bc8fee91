import { readFileSync } from 'node:fs'
import { describe, expect, test, vi } from 'vitest'
import { validateBatch } from '../../collector/src/validate'
import { faults } from '../../test/support/schema'
import { engines } from './person'
import { TAG } from './recorder'
import { useStage } from './stage'

/** Pages altogether; `RUNS=50000 npx vitest run e2e/capture/fuzz.e2e.ts` takes some minutes. */
const RUNS = Number(process.env.RUNS ?? 1000)
const EACH = 250
vi.setConfig({ testTimeout: 60_000 + RUNS * 10 })
const schema = JSON.parse(readFileSync('docs/batch.schema.json', 'utf8'))

/**
 * Before the SDK: each of its listeners takes what a script dispatches for trusted, and far apart. No page can do this to
 * a real event, but a driver's hundred thousand clicks would take hours.
 */
const BELIEVE = `<script>(() => {
  const { addEventListener } = EventTarget.prototype
  const made = new WeakMap()
  const believed = event => {
    if (!made.has(event)) made.set(event, new Proxy(event, { get: (on, key) =>
      key === 'isTrusted' ? true : key === 'timeStamp' ? on.timeStamp * 1e5 : typeof on[key] === 'function' ? on[key].bind(on) : on[key] }))
    return made.get(event)
  }
  EventTarget.prototype.addEventListener = function (type, run, ...rest) {
    return addEventListener.call(this, type, event => run.call(this, /^[DpvfPmosb]/.test(type) && !/^(focusin|submit)$/.test(type) ? event : believed(event)), ...rest)
  }
  window.noticed = []
  addEventListener.call(window, 'error', event => noticed.push(String(event.message)))
  addEventListener.call(window, 'unhandledrejection', event => noticed.push(String(event.reason)))
  addEventListener.call(window, 'submit', event => event.preventDefault(), true)
  addEventListener.call(window, 'click', event => event.preventDefault(), true)
})()</script>`

/** In the page: a tree of anything, then something happens in it. The same seed gives the same trees. */
function play(seed: number, runs: number): void {
  let state = seed
  const random = (below: number) => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff
    return (state >> 8) % below
  }
  const pick = (words: string[]) => words[random(words.length)] as string
  const TAGS = 'div a button form form input select textarea label svg img x-a option summary template slot base'.split(
    ' ',
  )
  const OURS = 'item item name price quantity currency value transaction cart prop-a prop-__proto__ label mask view'
  const THEIRS = 'id name name role type href action method form for value autocomplete aria-label tabindex onclick alt'
  const NAMES = [...OURS.split(' ').map(name => `data-sojourn-${name}`), ...THEIRS.split(' '), 'slot', 'data-sojourn']
  // Names of properties, too: in a form, and in the document, an element of that name stands before the property.
  const WORDS =
    'add_to_cart remove_from_cart begin_checkout purchase view_item plan_chosen A-1 EUR 12.50 3 submit number button POST dialog mailto:a@b.org https://[ javascript:0 id name form type action method elements parentNode attributes getAttribute getAttributeNames matches closest localName textContent querySelectorAll assignedSlot nodeType control host submitter body forms cookie currentScript documentElement sojourn constructor __proto__'.split(
      ' ',
    )
  const word = () => {
    if (random(6)) return pick(WORDS)
    return String.fromCharCode(
      ...Array.from({ length: random(30) }, () => (random(3) ? 32 + random(96) : random(65536))),
    )
  }
  const build = (depth: number): Element => {
    const el = document.createElement(pick(TAGS))
    for (let i = random(4); i > 0; i--) {
      const name = pick(NAMES)
      // What a handler throws would be the page's own.
      el.setAttribute(name, name === 'onclick' ? '' : word())
    }
    const inside = el.localName === 'div' && !random(3) ? el.attachShadow({ mode: 'open' }) : el
    if (!random(3)) el.setAttribute('data-sojourn-item', 'A-1')
    if (!random(4)) el.setAttribute('data-sojourn', pick(['add_to_cart', 'plan_chosen', 'update_cart', 'purchase']))
    for (let i = depth && 1 + random(3); i > 0; i--) inside.append(random(4) ? build(depth - 1) : word())
    return el
  }
  const below = (node: Element): Element[] =>
    [node, ...(node.shadowRoot ?? node).children].flatMap(one => (one === node ? [one] : below(one)))
  const stage = document.createElement('main')
  Document.prototype.querySelector.call(document, 'body')?.append(stage)
  for (let i = 0; i < runs; i++) {
    const tree = build(3)
    Element.prototype.replaceChildren.call(stage, tree)
    const all = below(tree)
    const at = all[random(all.length)] as Element
    const type = pick('click click auxclick submit change keydown focusin'.split(' '))
    const detail = random(2)
    const event =
      type === 'submit'
        ? new SubmitEvent(type, { bubbles: true, composed: true, cancelable: true })
        : type === 'keydown'
          ? new KeyboardEvent(type, { bubbles: true, composed: true, key: 'Enter' })
          : new MouseEvent(type, { bubbles: true, composed: true, cancelable: true, detail })
    EventTarget.prototype.dispatchEvent.call(at, event)
    if (at instanceof HTMLFormElement) HTMLFormElement.prototype.requestSubmit.call(at)
  }
  Element.prototype.replaceChildren.call(stage)
}

describe.each(engines)('Markup of any kind in $engine', ({ open }) => {
  const stage = useStage(open)

  test('neither throws nor makes a batch that is not valid', async () => {
    const { recorder, person } = stage
    recorder.pages.set('/fuzz', {
      tag: BELIEVE + TAG,
      body: '',
      headers: { 'Content-Security-Policy': "form-action 'none'" },
    })
    await person.goto('/fuzz')
    const seed = Date.now() % 1e6
    for (let from = 0; from < RUNS; from += EACH) await person.page.evaluate(play, seed + from, EACH)
    const seen = new Map<string, number>()
    for (const { name } of await person.told()) seen.set(name, (seen.get(name) ?? 0) + 1)
    for (const body of recorder.bodies) {
      const judged = validateBatch(JSON.parse(body))
      const wrong = [...faults(JSON.parse(body), schema), ...(judged.ok ? judged.batch.rejected : [judged.reason])]
      expect(wrong, `seed ${seed}: ${body.slice(0, 2000)}`).toEqual([])
    }
    expect(await person.run('noticed')).toEqual([])
    expect(await person.run('[{}.a, [].a, ...Object.keys(Object.prototype)].filter(Boolean)')).toEqual([])
    for (const name of ['click', 'form_submit', 'add_to_cart', 'plan_chosen'])
      expect(seen.get(name) ?? 0, `${name}, seed ${seed}`).toBeGreaterThan(0)
  })
})
