import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { validateBatch } from '../collector/src/validate'
import { captureAll } from '../src/capture/capture'
import type { Batch } from '../src/events'
import { createInstance } from '../src/instance'
import { anything, arm, bitten, hostile, key, leaf } from './support/hostile'
import { faults } from './support/schema'
import { readEventProps } from './support/types'

/** Inputs altogether; two minutes for all that is wanted: `RUNS=100000 npx vitest run test/fuzz.test.ts`. */
declare const process: { env: Record<string, string | undefined> } | undefined
const RUNS = Number(process?.env.RUNS ?? 2000)
/** So often the batches are looked at. */
const EACH = 50
/** And so often another page is opened. */
const PAGE = 1000

vi.setConfig({ testTimeout: 30_000 + RUNS * 5 })

const schema = JSON.parse(readFileSync('docs/batch.schema.json', 'utf8'))
const types = readEventProps()

let api: ReturnType<typeof createInstance>['api']
let bodies: string[] = []
/** Events seen per name: a fuzz that is refused everywhere would prove nothing. */
const seen = new Map<string, number>()

const drain = () => {
  api.flush()
  for (const body of bodies.splice(0)) {
    const batch: Batch = JSON.parse(body)
    const judged = validateBatch(JSON.parse(body))
    const wrong = [...faults(batch, schema), ...(judged.ok ? judged.batch.rejected : [judged.reason])]
    for (const { name, props } of batch.events) {
      seen.set(name, (seen.get(name) ?? 0) + 1)
      // An event that was too large says so, and nothing else.
      if ('cut' in props) continue
      for (const [prop, { required }] of types.get(name) ?? [])
        if (required && !(prop in props)) wrong.push(`${name} without ${prop}`)
    }
    if (wrong.length) throw new Error(`${JSON.stringify(wrong)}\n${body.slice(0, 2000)}`)
  }
}
const isClean = () => {
  for (const one of [{}, [], '', 0, bitten] as unknown as { polluted?: unknown }[]) expect(one.polluted).toBeUndefined()
  expect(Object.keys(Object.prototype)).toEqual([])
}
/** Does this to a page, a share of all runs, and looks at every batch that comes of it. */
const check = async <T>(arbitrary: fc.Arbitrary<T>, share: number, options: object, act: (value: T) => void) => {
  start(options)
  let count = 0
  const numRuns = Math.ceil(RUNS * share)
  await fc.assert(
    fc.asyncProperty(arbitrary, async value => {
      act(arm(value) as T)
      // As far apart as what a busy page does; what was sent is answered meanwhile.
      vi.advanceTimersByTime(20)
      if (++count % EACH === 0) {
        drain()
        // Answers come, and observers are told.
        await vi.advanceTimersByTimeAsync(1)
        if (count % PAGE === 0) {
          api.destroy()
          localStorage.clear()
          start(options)
        }
      }
    }),
    { numRuns },
  )
  drain()
  isClean()
  expect(count).toBeGreaterThanOrEqual(numRuns)
}
const start = (options: object = {}) => {
  api = createInstance(captureAll).api
  api.init({ endpoint: '/collect', batch: { events: 500 }, ...options } as never)
  // The wait for other tabs is over.
  vi.advanceTimersByTime(5000)
}

const quiet = ['error', 'warn', 'debug'] as const
const loud = quiet.map(level => console[level])
beforeAll(() => {
  // By hand: a spy keeps what it was given.
  for (const level of quiet) console[level] = () => {}
  // Only answers to a fetch can be read here.
  Object.defineProperty(navigator, 'sendBeacon', { configurable: true, value: () => false })
  vi.stubGlobal('fetch', async (_: string, { body }: { body: string }) => {
    bodies.push(body)
    return { status: 204, headers: new Headers() }
  })
})
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'] })
  bodies = []
  seen.clear()
  document.body.replaceChildren()
})
afterEach(() => {
  api.destroy()
  localStorage.clear()
  vi.useRealTimers()
})
afterAll(() => {
  for (const [i, level] of quiet.entries()) console[level] = loud[i] as () => void
  vi.unstubAllGlobals()
})

/** Right, and now and then anything. */
const mostly = (right: unknown) =>
  fc.oneof({ weight: 2, arbitrary: fc.constant(right) }, { weight: 1, arbitrary: leaf })
const item = fc.record(
  { item_id: mostly('A'), price: mostly(12.5), quantity: mostly(2), item_name: leaf },
  { requiredKeys: ['item_id'] },
)
const items = fc.oneof(item, fc.array(item, { maxLength: 3 }), anything)
const names = fc.oneof(fc.constantFrom('a', 'plan_chosen', 'click', 'Purchase', '__proto__'), anything)

describe('Whatever a page does, nothing throws, nothing is polluted, and every batch is valid', () => {
  test('init', async () => {
    const OPTIONS =
      'endpoint timeout site consent gpc capture query pageKey redactUrl beforeSend cookieName cookieDomain batch sample bots durable debug linkText endOnPurchase __proto__'
    const some = fc.dictionary(
      fc.oneof(fc.constantFrom(...OPTIONS.split(' ')), key),
      fc.oneof(anything, hostile, fc.constantFrom('/collect', 'granted', 60_000, true, '', {}, [])),
      { maxKeys: 4 },
    )
    const answers = fc.func(anything).map(answer => () => arm(answer()))
    const hooks = fc.record(
      { beforeSend: answers, redactUrl: answers, pageKey: answers, endpoint: fc.constant('/collect') },
      { requiredKeys: ['endpoint'] },
    )
    await check(
      fc.oneof(
        anything,
        some,
        some.map(one => ({ endpoint: '/collect', ...one })),
        hooks,
      ),
      0.1,
      {},
      options => {
        const other = createInstance(captureAll).api
        other.init(options as never)
        vi.advanceTimersByTime(5000)
        other.track('after_init', { a: { b: 1 } } as never)
        other.cart.add({ item_id: 'A' })
        other.page()
        other.flush()
        other.destroy()
        if (bodies.length) drain()
      },
    )
    expect(seen.get('after_init')).toBeGreaterThan(0)
  })

  test('track', async () => {
    await check(fc.tuple(names, anything), 0.3, {}, ([name, props]) => {
      api.track(name as never, props as never)
      api.remember(name as never, props as never)
      api.recall(name as never)
      api.page(props as never)
      api.formSubmit(props as never)
    })
    expect(seen.get('plan_chosen')).toBeGreaterThan(0)
  })

  test('cart', async () => {
    const details = fc.oneof(
      fc.record({ currency: mostly('EUR'), value: leaf, previous_quantity: mostly(1), cart_id: leaf }),
      anything,
    )
    const order = fc.oneof(
      fc.record({ items, currency: mostly('EUR'), transaction_id: fc.uuid(), value: mostly(undefined), tax: leaf }),
      anything,
    )
    const method = fc.constantFrom('view', 'add', 'remove', 'update', 'checkout', 'purchase')
    await check(
      fc.tuple(method, items, details, order),
      0.3,
      { endOnPurchase: false },
      ([method, items, details, order]) => {
        if (method === 'purchase') api.cart.purchase(order as never, details as never)
        else (api.cart[method] as (...args: unknown[]) => void)(items, details)
      },
    )
    for (const name of 'view_item view_cart add_to_cart remove_from_cart update_cart begin_checkout purchase'.split(
      ' ',
    ))
      expect(seen.get(name), name).toBeGreaterThan(0)
  })

  test('markup', async () => {
    const ours =
      'item name price quantity currency value transaction cart prop-a prop-__proto__ label mask ignore view'.split(' ')
    const theirs =
      'id role name type href action method form for value autocomplete aria-label tabindex onclick alt'.split(' ')
    const attributes = [...ours.map(name => `data-sojourn-${name}`), ...theirs]
    const text = fc.oneof(
      fc.constantFrom('', '1', '12.50', 'EUR', 'A-1', 'submit', 'button', 'mailto:jane@example.org', 'https://['),
      fc.constantFrom('add_to_cart', 'view_item'),
      fc.string({ maxLength: 20, unit: 'binary' }),
      fc.integer({ min: 1, max: 2 ** 40 }).map(i => '9'.repeat(i % 400)),
    )
    const declared = fc.constantFrom(
      ...'add_to_cart remove_from_cart update_cart begin_checkout view_item purchase plan_chosen click No'.split(' '),
    )
    const level = fc.record({
      tag: fc.constantFrom(...'div a button form input select textarea label svg img x-a'.split(' ')),
      given: fc.dictionary(fc.constantFrom(...attributes), text, { maxKeys: 4 }),
      isItem: fc.boolean(),
      name: fc.option(declared, { freq: 2 }),
      isShadow: fc.nat(5).map(n => n === 0),
    })
    const type = fc.constantFrom(
      'click',
      'click',
      'click',
      'auxclick',
      'submit',
      'submit',
      'change',
      'keydown',
      'focusin',
    )
    await check(
      fc.tuple(fc.array(level, { minLength: 1, maxLength: 4 }), type, fc.nat(2)),
      0.3,
      { capture: { views: true } },
      ([levels, type, detail]) => {
        document.body.replaceChildren()
        let at: Element | ShadowRoot = document.body
        for (const [i, { tag, given, isItem, name, isShadow }] of levels.entries()) {
          const isSubmitted = type === 'submit' && i === levels.length - 1
          const el: Element = document.createElement(isSubmitted ? 'form' : tag)
          for (const [key, value] of Object.entries(given)) el.setAttribute(key, value)
          if (isItem) el.setAttribute('data-sojourn-item', 'A')
          if (name) el.setAttribute('data-sojourn', name)
          at.append(el)
          at = isShadow && tag === 'div' ? el.attachShadow({ mode: 'open' }) : el
        }
        const event = new MouseEvent(type, { bubbles: true, composed: true, cancelable: true, detail })
        // No page can do this: in a browser only the browser makes trusted events.
        Object.defineProperty(event, 'isTrusted', { value: true })
        // Far apart, or most would be clicks too many.
        Object.defineProperty(event, 'timeStamp', { value: performance.now() * 1000 })
        // What happy-dom does then is its own, and throws for some markup.
        event.preventDefault()
        at.dispatchEvent(event)
      },
    )
    for (const name of ['click', 'form_submit', 'add_to_cart', 'plan_chosen'])
      expect(seen.get(name), name).toBeGreaterThan(0)
  })
})
