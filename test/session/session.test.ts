// @vitest-environment node
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Act, Draft } from '../../src/session/draft'
import { createJar } from '../../src/session/jar'
import { hash } from '../../src/session/record'
import { createSession } from '../../src/session/session'
import type { Shelf } from '../../src/session/shelves'

const TIMEOUT = 30 * 60_000
const held = new Map<string, string>()
let looks = 0
const shelf: Shelf = {
  rung: 'host',
  scope: 'h',
  list: () => {
    looks++
    return [...held]
  },
  set: (key, value, ms) => void (ms ? held.set(key, value) : held.delete(key)),
}

beforeEach(() => {
  held.clear()
  vi.useFakeTimers({
    toFake: ['Date', 'performance', 'setTimeout', 'clearTimeout'],
  })
})
afterEach(() => {
  vi.useRealTimers()
})

/** One page of a visit. */
function open(url: string, endOnPurchase = true) {
  const told: string[] = []
  const changes: [string, string, string][] = []
  const ids: string[] = []
  const was: [string, string][] = []
  let engaged = 0
  let lost = 0
  const session = createSession({
    jar: createJar([shelf], '_sojourn', TIMEOUT),
    timeout: TIMEOUT,
    endOnPurchase,
    engaged: () => engaged,
    first: 'first',
    say: (name, id, _, { reason }) => {
      ids.push(id)
      told.push(`${name} ${reason}`)
    },
    out: ({ name }, id, mark) => {
      ids.push(id)
      told.push(mark ? `${name} ${mark}` : name)
    },
    notify: (change, { id, state }) => changes.push([change, id, state]),
    was,
    onWake: () => session.check(),
    lose: () => lost++,
  })
  const emit = (name: string, act: Act, more: Partial<Draft> = {}) =>
    session.admit({ name, time: Date.now(), url, page: 1, props: {}, ...more }, act)
  return {
    session,
    told,
    changes,
    ids,
    lost: () => lost,
    engage: (ms: number) => {
      engaged += ms
    },
    emit,
    view: (act: Act = 'view') => emit('page_view', act),
    click: () => emit('click', 'human'),
    buy: (order = 'A-1', confirmation?: boolean | string) =>
      emit('purchase', 'order', { order: hash(order), confirmation }),
  }
}
const SHOP = 'https://shop.example'

/** A page that somebody has clicked on, and that is left after a purchase. */
function checkout(confirmation?: boolean | string) {
  const page = open(`${SHOP}/checkout`)
  page.view()
  vi.advanceTimersByTime(300)
  page.click()
  page.buy('A-1', confirmation)
  page.session.stop()
  vi.advanceTimersByTime(1000)
  return page
}
const next = (path: string) => {
  const page = open(SHOP + path)
  page.view()
  vi.advanceTimersByTime(300)
  return page.told
}
const POST = ['page_view post']
const NEW = ['session_start after_purchase', 'page_view']

describe('A hidden tab', () => {
  test('that tracks every second all night extends nothing', () => {
    const page = open(`${SHOP}/`)
    page.view()
    vi.advanceTimersByTime(6000)
    const before = held.get('_sojourn')
    for (let i = 0; i < 8 * 3600; i++) {
      page.emit('still_there', 'machine')
      vi.advanceTimersByTime(1000)
    }
    const last = (cookie = '') => cookie.split('.').slice(2, 4).join()
    expect(last(held.get('_sojourn'))).toBe(last(before))
    expect(page.told.filter(one => one.startsWith('session_'))).toEqual(['session_start first', 'session_end timeout'])
    expect(page.told.filter(one => one === 'still_there')).toHaveLength(30 * 60 - 5)
    expect(page.told.filter(one => one === 'still_there late')).toHaveLength(7.5 * 3600 + 5)
  })
})

describe('An arrival', () => {
  test('is told 250 ms later, though nothing is sent yet', () => {
    const page = open(`${SHOP}/`)
    page.view()
    vi.advanceTimersByTime(240)
    expect(page.told).toEqual([])
    vi.advanceTimersByTime(10)
    expect(page.told).toEqual(['session_start first', 'page_view'])
  })

  test('is told at once where the page leaves', () => {
    const page = open(`${SHOP}/`)
    page.view()
    page.session.settle(true)
    expect(page.told).toEqual(['session_start first', 'page_view'])
  })

  test('is sealed when its timer comes long after its candidate has gone', () => {
    const page = open(`${SHOP}/`)
    page.view()
    vi.advanceTimersByTime(300)
    vi.setSystemTime(Date.now() + 2 * TIMEOUT)
    page.click()
    vi.setSystemTime(Date.now() + 60_000)
    page.session.check()
    vi.advanceTimersByTime(60_000)
    page.click()
    expect(page.told.slice(2)).toEqual(['session_end timeout', 'session_start timeout', 'click', 'click'])
  })
})

/** What all tabs know: the flags, the reason for which it ended. */
const known = () => held.get('_sojourn')?.split('.') ?? []

describe('Two tabs that arrive in one moment', () => {
  test('are the session of the first, though the second is left before', () => {
    const [first, second] = [open(`${SHOP}/`), open(`${SHOP}/`)]
    first.view()
    vi.advanceTimersByTime(100)
    second.view()
    second.session.settle(true)
    vi.advanceTimersByTime(300)
    second.session.check()
    const [id] = first.ids
    expect(first.told).toEqual(['session_start first', 'page_view'])
    expect([first.session.live(), second.session.live(), known()[2]]).toEqual([id, id, id])
  })
})

describe('A tab whose session is over, and whose cookie is deleted,', () => {
  test('does not bring it back over one that begins', () => {
    const old = open(`${SHOP}/`)
    old.view()
    vi.advanceTimersByTime(300)
    old.session.start()
    vi.advanceTimersByTime(32 * 60_000)
    held.clear()
    const fresh = open(`${SHOP}/two`)
    fresh.view()
    old.session.check()
    vi.advanceTimersByTime(300)
    fresh.emit('said', 'machine')
    const [id] = fresh.ids
    expect([fresh.told, known()[2]]).toEqual([['session_start first', 'page_view', 'said'], id])
    vi.advanceTimersByTime(10_000)
    old.click()
    expect([old.told.at(-1), old.ids.at(-1)]).toEqual(['click', id])
  })
})

describe('A session that lasts', () => {
  test('twelve hours is followed by another when somebody acts, and ends with the act before', () => {
    const page = open(`${SHOP}/`)
    page.view()
    for (let i = 0; i < 37; i++) {
      vi.advanceTimersByTime(20 * 60_000)
      page.click()
    }
    vi.advanceTimersByTime(300)
    expect(page.told.filter(name => name.startsWith('session'))).toEqual([
      'session_start first',
      'session_end limit',
      'session_start limit',
    ])
  })

  test('until a clock is set back by hours, while nobody is there, is over', () => {
    const page = open(`${SHOP}/`)
    page.view()
    vi.advanceTimersByTime(300)
    page.session.stop()
    vi.setSystemTime(Date.now() - 2 * 3600_000)
    const next = open(`${SHOP}/two`)
    next.view()
    vi.advanceTimersByTime(300)
    expect(next.told).toEqual(['session_end timeout', 'session_start clock', 'page_view'])
  })
})

describe('Ten engaged seconds', () => {
  test.each([
    [9999, 0],
    [10_000, 16],
  ])('are known to all tabs when the page is left: %s ms as %s', (ms, flag) => {
    const page = open(`${SHOP}/`)
    page.view()
    vi.advanceTimersByTime(300)
    page.engage(ms)
    page.session.settle(false)
    expect(parseInt(known()[5] as string, 36) & 16).toBe(0)
    page.session.settle(true)
    expect(parseInt(known()[5] as string, 36) & 16).toBe(flag)
  })
})

describe('A flood of input', () => {
  test('looks at the cookies once a second', () => {
    const page = open(`${SHOP}/`)
    page.view()
    vi.advanceTimersByTime(20_000)
    page.session.admit(null, 'human')
    const before = looks
    for (let i = 0; i < 99; i++) {
      vi.advanceTimersByTime(10)
      page.session.admit(null, 'human')
    }
    expect(looks - before).toBeLessThanOrEqual(2)
  })
})

describe('The page after a purchase', () => {
  test.each<[string, boolean | string | undefined, string, string[]]>([
    ['any, is its confirmation where nothing is said', undefined, '/thanks', POST],
    ['at the path that was said is its confirmation', `${SHOP}/thanks`, '/thanks', POST],
    ['at that path is it with a query too', `${SHOP}/thanks`, '/thanks?order=1', POST],
    ['at another path opens a session', `${SHOP}/thanks`, '/shop', NEW],
    ['opens a session where the purchase was on its confirmation page', true, '/thanks', NEW],
    ['opens a session where that page was named', `${SHOP}/checkout`, '/thanks', NEW],
    ['is its confirmation where the page of the purchase was not', false, '/thanks', POST],
  ])('%s', (_, confirmation, path, told) => {
    checkout(confirmation)
    expect(next(path)).toEqual(told)
  })

  test('opens a session when it is the second', () => {
    checkout()
    expect(next('/thanks')).toEqual(POST)
    expect(next('/shop')).toEqual(NEW)
  })

  test.each([
    ['back to it belongs to the tail', 'return', '/checkout', POST],
    ['a reload of it belongs to the tail', 'reload', '/checkout', POST],
    ['back to its confirmation page belongs to the tail', 'return', '/thanks', POST],
    ['a reload of its confirmation page belongs to the tail', 'reload', '/thanks?order=1', POST],
    ['back to any other opens a session', 'return', '/shop', NEW],
    ['a reload of any other waits for somebody', 'reload', '/shop', []],
  ] as const)('%s', (_, act, path, told) => {
    checkout()
    next('/thanks')
    vi.advanceTimersByTime(5 * 60_000)
    const page = open(SHOP + path)
    page.view(act)
    vi.advanceTimersByTime(300)
    expect(page.told).toEqual(told)
  })

  test('back to a page of the shop within one document opens a session', () => {
    const page = checkout()
    page.emit('page_view', 'return', { url: `${SHOP}/shop`, page: 2 })
    vi.advanceTimersByTime(300)
    expect(page.told.slice(-2)).toEqual(NEW)
  })

  test('is its own, when it is first seen after the purchase that it was loaded for', () => {
    const shop = open(`${SHOP}/shop`)
    shop.view()
    vi.advanceTimersByTime(300)
    shop.session.stop()
    const page = open(`${SHOP}/thanks`)
    page.buy()
    vi.advanceTimersByTime(60_000)
    // The router has moved on meanwhile.
    page.emit('page_view', 'view', { url: `${SHOP}/orders/1` })
    page.click()
    expect(page.told).toEqual(['purchase', 'session_end purchase', 'page_view post', 'click post'])
    page.emit('page_view', 'view', { page: 2 })
    vi.advanceTimersByTime(300)
    expect(page.told.slice(-2)).toEqual(NEW)
  })

  test('is any again after the next purchase, whatever the last one said', () => {
    checkout(`${SHOP}/thanks`)
    const page = open(`${SHOP}/shop`)
    page.view()
    vi.advanceTimersByTime(300)
    page.click()
    page.buy('A-2')
    page.session.stop()
    expect(next('/merci')).toEqual(POST)
  })
})

describe('A purchase', () => {
  test('counts once and ends the session', () => {
    const { told, buy } = checkout()
    buy()
    expect(told.slice(2)).toEqual(['click', 'purchase', 'session_end purchase'])
  })

  test('keeps the session where the site says so', () => {
    const page = open(`${SHOP}/checkout`, false)
    page.view()
    page.buy()
    page.buy()
    page.click()
    expect(page.told).toEqual(['session_start first', 'page_view', 'purchase', 'click'])
  })

  test.each([
    ['within the timeout belongs to the session that went there', 20 * 60_000, []],
    [
      'after it opens one that resumes the checkout, and ends it',
      TIMEOUT + 1000,
      ['session_end timeout', 'session_start resumed_checkout'],
    ],
  ])('on the way back from a gateway %s', (_, away, between) => {
    const shop = open(`${SHOP}/cart`)
    shop.view()
    vi.advanceTimersByTime(300)
    shop.emit('begin_checkout', 'cart')
    shop.session.settle(true)
    shop.session.stop()
    vi.advanceTimersByTime(away)
    const back = open(`${SHOP}/return`)
    back.view()
    back.buy()
    expect(back.told).toEqual([...between, 'page_view', 'purchase', 'session_end purchase'])
  })
})

describe('While it is not known which session it is', () => {
  test('500 events are held, and each one more is counted as lost', () => {
    const page = open(`${SHOP}/`)
    page.view()
    for (let i = 0; i < 502; i++) page.emit('tracked', 'machine')
    vi.advanceTimersByTime(300)
    expect(page.told.filter(name => name === 'tracked')).toHaveLength(499)
    expect(page.lost()).toBe(3)
  })
})

describe('A listener', () => {
  test('hears of the end of the old session and of the start of the new one, each by its id', () => {
    const page = open(`${SHOP}/`)
    page.view()
    vi.advanceTimersByTime(300)
    vi.setSystemTime(Date.now() + 2 * TIMEOUT)
    page.click()
    vi.advanceTimersByTime(300)
    const [first] = page.ids
    const last = page.ids.at(-1)
    expect(last).not.toBe(first)
    expect(page.changes).toEqual([
      ['start', first, 'active'],
      ['end', first, 'idle'],
      ['start', last, 'active'],
    ])
  })

  test('hears of silence when its time has come', () => {
    const page = open(`${SHOP}/`)
    page.view()
    vi.advanceTimersByTime(TIMEOUT + 10_000)
    expect(page.changes.map(([change, , state]) => `${change} ${state}`)).toEqual([
      'start active',
      'end idle',
      'idle idle',
    ])
  })
})
