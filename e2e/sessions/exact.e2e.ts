import type { Browser, BrowserContext, Page } from 'playwright'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { WireEvent } from '../../src/events'
import { openChromium } from '../support/chromium'
import { until } from '../support/until'
import { startTabsSite } from './tabs.mjs'

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const ORDER = `{ transaction_id: 'A-1', currency: 'EUR', items: [{ item_id: 'MUG-1', price: 12.5, quantity: 2 }] }`

let site: Awaited<ReturnType<typeof startTabsSite>>
let browser: Browser
let context: BrowserContext
let page: Page
let name = ''
let count = 0

beforeAll(async () => {
  site = await startTabsSite({ tabs: 1, timeout: 30 * MINUTE })
  browser = await openChromium()
})
afterAll(async () => {
  await browser?.close()
  await site?.close()
})
beforeEach(async () => {
  name = `exact${++count}`
  context = await browser.newContext()
  page = await context.newPage()
  const start = Date.now()
  // The clock's own performance tells of no navigation and no answer; the browser's does.
  await page.addInitScript(() => Object.assign(window, { told: performance.getEntriesByType.bind(performance) }))
  await page.clock.install({ time: start })
  await page.clock.pauseAt(start + SECOND)
  await page.addInitScript(() => {
    const jar = Object.getOwnPropertyDescriptor(Document.prototype, 'cookie') as PropertyDescriptor
    const written: string[] = []
    Object.assign(window, { written })
    performance.getEntriesByType = (window as unknown as { told: typeof performance.getEntriesByType }).told
    Object.defineProperty(Document.prototype, 'cookie', {
      ...jar,
      set(value: string) {
        written.push(value)
        jar.set?.call(this, value)
      },
    })
  })
  await goto('/shop')
  await page.clock.runFor(SECOND)
})
afterEach(() => context?.close())

const goto = (path: string) => page.goto(`${site.urls[0]}/${name}${path}`)
const now = () => page.evaluate(() => Date.now())
/** A click by a person; answers when it was. */
const press = async () => {
  await page.mouse.move(20, 20)
  await page.locator('#press').click({ force: true })
  return now()
}
/** Time passes in steps, as it does for a page that is left alone. */
const idle = async (ms: number, step = ms) => {
  for (let gone = 0; gone < ms; gone += step) await page.clock.fastForward(step)
}
const sojourn = (...args: string[]) => page.evaluate(`sojourn(${args.join()})`)

/** Everything told so far, in order; nothing is on its way. */
async function told(): Promise<WireEvent[]> {
  const events = (): WireEvent[] => {
    const each = site
      .of(name)
      .flatMap(({ doc, events }) => events.map((event: WireEvent) => [`${doc} ${event.seq}`, event] as const))
    return [...new Map<string, WireEvent>(each).values()]
  }
  const asked = () => events().filter(event => event.name === 'all_told').length
  const before = asked()
  await page.clock.runFor(300)
  await sojourn(`'track'`, `'all_told'`)
  await until(async () => {
    // The clock stands still: what is sent again later is sent only if it moves.
    await page.clock.runFor(SECOND)
    await sojourn(`'flush'`)
    return asked() > before
  }, name)
  return events().filter(event => event.name !== 'all_told')
}
const named = (events: WireEvent[], wanted: string) => events.filter(event => event.name === wanted)

describe('The end of a session is the last human activity, exactly', () => {
  test.each([
    ['31 idle minutes', () => idle(31 * MINUTE)],
    ['three days asleep', async () => page.clock.setSystemTime((await now()) + 3 * DAY)],
  ])('after %s, and the click that follows belongs to the next', async (_, pass) => {
    const last = await press()
    await pass()
    await press()
    const events = await told()
    const [end] = named(events, 'session_end')
    const [first, second] = named(events, 'session_start')
    const click = named(events, 'click').at(-1)
    expect(end).toMatchObject({ time: last, session: first?.session, props: { reason: 'timeout' } })
    expect(click?.session).toBe(second?.session)
    expect(second?.seq).toBeLessThan(click?.seq as number)
    expect(second?.props).toMatchObject({ previous: first?.session, number: 2 })
  })

  test('though a hidden tab calls track() every second all night', async () => {
    const last = await press()
    await page.evaluate(() => {
      Object.defineProperty(document, 'visibilityState', { get: () => 'hidden' })
      document.dispatchEvent(new Event('visibilitychange'))
    })
    await page.evaluate(`setInterval(() => sojourn('track', 'still_there'), 1000)`)
    // A timer that the clock overtakes fires once: every second matters where the session runs out.
    await idle(28 * MINUTE, 5 * MINUTE)
    for (let i = 0; i < 5; i++) await page.clock.runFor(MINUTE)
    await idle(8 * HOUR, 5 * MINUTE)
    const events = await told()
    expect(named(events, 'session_end').map(({ time }) => time)).toEqual([last])
    expect(named(events, 'session_start')).toHaveLength(1)
    const there = named(events, 'still_there')
    expect(there.length).toBeGreaterThanOrEqual(6 + 5 * 60 + 96)
    expect(there.filter(({ time, late }) => !!late !== time > last + 30 * MINUTE)).toEqual([])
  })

  test('though scripts click, dispatch events and submit forms, the one that somebody has submitted too', async () => {
    await press()
    await page.locator('#go').click({ force: true })
    const last = await now()
    for (let i = 0; i < 16; i++) {
      await page.evaluate(() => {
        for (const id of ['press', 'go']) document.getElementById(id)?.click()
        document.querySelector('form')?.requestSubmit()
        for (const type of ['pointerdown', 'keydown', 'wheel', 'touchstart', 'submit'])
          document.body.dispatchEvent(new Event(type, { bubbles: true }))
        scrollTo(0, 100)
      })
      await page.clock.fastForward(2 * MINUTE)
    }
    const events = await told()
    expect(named(events, 'session_end').map(({ time }) => time)).toEqual([last])
    expect(named(events, 'click')).toHaveLength(2)
  })
})

describe('A renewed session', () => {
  test.each([
    ['a sleep', async () => page.clock.setSystemTime((await now()) + HOUR)],
    [
      'twelve hours',
      async () => {
        for (let i = 0; i < 37; i++) {
          await press()
          await page.clock.fastForward(20 * MINUTE)
        }
      },
    ],
  ])('after %s goes on, though nothing is sent before its candidates are gone', async (_, pass) => {
    await press()
    await pass()
    await press()
    await page.clock.runFor(10 * SECOND)
    await page.clock.fastForward(20 * MINUTE)
    await press()
    const events = await told()
    expect(named(events, 'session_end')).toHaveLength(1)
    expect(named(events, 'session_start')).toHaveLength(2)
    expect(named(events, 'click').at(-1)?.session).toBe(named(events, 'session_start').at(-1)?.session)
  })
})

describe('Another campaign', () => {
  test('is an event of the session, once, and no new session', async () => {
    await press()
    await goto('/shop?utm_source=news')
    await page.clock.runFor(SECOND)
    await goto('/shop?utm_source=news')
    const events = await told()
    expect(named(events, 'campaign').map(({ props }) => props)).toEqual([{ utm_source: 'news' }])
    expect(named(events, 'session_start')).toHaveLength(1)
  })
})

describe('A purchase', () => {
  test('ends its session once, whatever is reloaded and however late somebody comes back', async () => {
    await goto('/checkout')
    await press()
    await sojourn(`'cart.purchase'`, ORDER)
    const at = await now()
    await page.clock.runFor(10 * SECOND)
    await goto('/thank-you')
    await sojourn(`'cart.purchase'`, ORDER)
    await page.clock.runFor(MINUTE)
    await page.reload()
    await page.clock.runFor(MINUTE)
    await page.clock.setSystemTime((await now()) + DAY)
    // Nobody is seen on a page that reloads by itself; with the next page somebody has come back.
    await page.reload()
    await page.clock.runFor(MINUTE)
    await goto('/again')
    const events = await told()
    const [first, second, ...more] = named(events, 'session_start')
    expect(more).toEqual([])
    expect(second?.props).toMatchObject({ reason: 'after_purchase', previous: first?.session, number: 2 })
    expect(named(events, 'purchase')).toHaveLength(1)
    expect(named(events, 'session_end').map(({ time, props }) => [time, props.reason])).toEqual([[at, 'purchase']])
    const thanks = named(events, 'page_view').filter(({ url }) => url.endsWith('/thank-you'))
    expect(thanks.map(({ post }) => post)).toEqual([true, true])
    // What has arrived is in the report once it is committed.
    const isIt = ({ id, end_reason }: { id: string; end_reason: string }) => id === first?.session && end_reason
    const bought = await until(async () => (await site.sessions(name)).find(isIt), 'the purchase in the report')
    expect(bought).toMatchObject({ end_reason: 'purchase', bounce: false })
  })
})

describe('The cookie', () => {
  test('is written at most three times by 200 clicks in ten seconds', async () => {
    await page.clock.runFor(20 * SECOND)
    await page.evaluate(() => {
      ;(window as unknown as { written: string[] }).written.length = 0
    })
    for (let i = 0; i < 200; i++) {
      await page.mouse.click(20, 20)
      await page.clock.runFor(50)
    }
    const writes: string[] = await page.evaluate(() => (window as unknown as { written: string[] }).written)
    expect(writes.filter(text => text.startsWith('_sojourn=')).length).toBeLessThanOrEqual(3)
  })
})
