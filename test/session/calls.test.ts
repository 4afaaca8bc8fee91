// The session as a site calls for it, through the whole SDK.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { captureAll } from '../../src/capture/capture'
import type { Batch, Json, WireEvent } from '../../src/events'
import { createInstance } from '../../src/instance'

const MINUTE = 60_000
const ORDER = { transaction_id: 'A-1', currency: 'EUR', items: [{ item_id: 'MUG-1', price: 12.5, quantity: 2 }] }
const bodies: string[] = []
let api: ReturnType<typeof createInstance>['api']

beforeEach(() => {
  vi.useFakeTimers()
  bodies.length = 0
  Object.defineProperty(navigator, 'sendBeacon', {
    configurable: true,
    value: (_: string, body: string) => !!bodies.push(body),
  })
  vi.stubGlobal('fetch', async () => ({ status: 204, headers: new Headers() }))
  api = createInstance(captureAll).api
  api.init({ endpoint: '/collect' })
  vi.advanceTimersByTime(300)
})
afterEach(() => {
  // Takes everything out of every store.
  api.consent('denied')
  api.destroy()
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

const told = (): WireEvent[] => {
  api.flush()
  const events = bodies.flatMap(body => (JSON.parse(body) as Batch).events)
  return [...new Map(events.map(event => [event.seq, event])).values()]
}
const named = (name: string) => told().filter(event => event.name === name)
const hide = (isHidden: boolean) => {
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue(isHidden ? 'hidden' : 'visible')
  document.dispatchEvent(new Event('visibilitychange'))
}

test.each([
  ['times out', () => vi.advanceTimersByTimeAsync(30 * MINUTE + 100)],
  ['is ended', () => api.endSession()],
  ['ends with a purchase', () => api.cart.purchase(ORDER)],
])('A session that %s says so at once, not with the next batch', async (_, end) => {
  api.keepAlive()
  await end()
  await Promise.resolve()
  const sent = bodies.flatMap(body => (JSON.parse(body) as Batch).events)
  expect(sent.map(({ name }) => name)).toContain('session_end')
})

test('A session that is over is followed by one that other tabs know of at once, not when a timer fires', async () => {
  const offers = () => document.cookie.split('; ').filter(pair => /^_sojourn\.\w+\.2=/.test(pair))
  vi.advanceTimersByTime(31 * MINUTE)
  expect(offers()).toEqual([])
  api.page()
  await Promise.resolve()
  expect(offers()).toHaveLength(1)
})

test('A session that is over costs a page that goes on tracking no look at its cookies for each event', async () => {
  vi.advanceTimersByTime(31 * MINUTE)
  // Its end is sent.
  await Promise.resolve()
  const look = vi.spyOn(document, 'cookie', 'get')
  for (let i = 0; i < 5; i++) {
    api.track('frame_drawn')
    await Promise.resolve()
  }
  expect(look).not.toHaveBeenCalled()
})

describe('keepAlive()', () => {
  test('keeps a session alive while the page is seen', () => {
    for (let i = 0; i < 4; i++) {
      vi.advanceTimersByTime(20 * MINUTE)
      api.keepAlive()
    }
    expect(named('session_end')).toEqual([])
  })

  test('is refused while it is hidden', () => {
    hide(true)
    for (let i = 0; i < 4; i++) {
      vi.advanceTimersByTime(20 * MINUTE)
      api.keepAlive()
    }
    expect(named('session_end')).toHaveLength(1)
    hide(false)
  })
})

describe('remember()', () => {
  test('keeps what it is given as it is, or answers that it does not', () => {
    expect(api.remember('note', 'x'.repeat(3000))).toBe(true)
    expect(api.recall('note')).toBe('x'.repeat(3000))
    expect(api.remember('more', 'x'.repeat(3000))).toBe(false)
    expect(api.recall('more')).toBeUndefined()
    const circle: { [key: string]: Json } = {}
    circle.self = circle
    expect(api.remember('circle', circle)).toBe(false)
  })

  test('ends with the session', async () => {
    api.remember('note', 1)
    api.endSession()
    await vi.advanceTimersByTimeAsync(100)
    expect(api.recall('note')).toBeUndefined()
    expect(Object.keys(localStorage).filter(key => key.includes('memory'))).toEqual([])
  })
})

describe('What another tab has done', () => {
  let other: typeof api
  const pass = () => vi.advanceTimersByTimeAsync(20_000)

  beforeEach(async () => {
    other = createInstance(captureAll).api
    other.init({ endpoint: '/collect' })
    await pass()
  })
  afterEach(() => other.destroy())

  test('is known to whoever asks for the session, and nothing is written for it', async () => {
    other.endSession()
    const write = vi.spyOn(document, 'cookie', 'set')
    expect(api.session()?.state).toBe('closed')
    expect(write).not.toHaveBeenCalled()
    other.startSession()
    await pass()
    expect(api.session()).toMatchObject({ number: 2, state: 'active', id: other.session()?.id })
  })

  test('is not undone by what this one remembers', async () => {
    other.startSession()
    await pass()
    other.remember('size', 'M')
    other.cart.add(ORDER.items)
    expect(api.recall('size')).toBe('M')
    expect(api.remember('colour', 'red')).toBe(true)
    expect([other.recall('size'), other.recall('colour'), other.cartItems().length]).toEqual(['M', 'red', 1])
  })
})

describe('A purchase', () => {
  test('that is said again later leaves the cart alone that has been filled since', async () => {
    api.cart.purchase(ORDER)
    api.startSession()
    await vi.advanceTimersByTimeAsync(1000)
    api.cart.add(ORDER.items)
    api.cart.purchase(ORDER)
    expect(api.cartItems()).toHaveLength(1)
    expect(named('purchase')).toHaveLength(1)
  })

  test.each([[undefined], [null], [{}]])('with %s for its options counts', options => {
    api.cart.purchase(ORDER, options as undefined)
    expect(named('purchase')).toHaveLength(1)
    expect(named('session_end').map(({ props }) => props.reason)).toEqual(['purchase'])
  })
})

describe('startSession()', () => {
  test('ends the one that lives, and begins another', () => {
    api.startSession()
    vi.advanceTimersByTime(300)
    const [first, second] = named('session_start')
    expect(second?.props).toMatchObject({ reason: 'manual', previous: first?.session, number: 2 })
    expect(named('session_end').map(({ session, props }) => [session, props.reason])).toEqual([
      [first?.session, 'manual'],
    ])
  })
})
