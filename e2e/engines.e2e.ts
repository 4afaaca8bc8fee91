import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Delivery, SessionDetail, SessionRow } from '../collector/src/api'
import { findAll } from '../scripts/browsers.mjs'
import { carts } from './capture/cases.carts'
import { clicks } from './capture/cases.clicks'
import { forms } from './capture/cases.forms'
import { judge } from './capture/count'
import { drive } from './capture/driven'
import { type Recorder, startRecorder } from './capture/recorder'
import { chromiumVisitor, openChromium } from './support/chromium'
import { firefoxVisitor, type OpenFirefox, withFirefox } from './support/firefox'
import { type Site, startSite } from './support/site'
import type { Visitor } from './support/tab'
import { browseAndLeave, type Witness } from './support/visits'
import { openWebKit } from './support/webkit'

// What must hold in every engine. Those that are not installed are named by npm test; npm run test:engines insists.
const found = await findAll()
const { chromium, firefox, webkit } = found
const openers: Record<string, ((worker: { firefox: OpenFirefox }) => Promise<Visitor>) | null> = {
  chromium:
    chromium &&
    (async () => {
      const browser = await openChromium()
      return { ...(await chromiumVisitor(browser)), close: () => browser.close() }
    }),
  firefox: firefox && (({ firefox }) => firefoxVisitor(firefox)),
  webkit: webkit && (() => openWebKit(webkit)),
}
const wanted = process.env.SOJOURN_ENGINES?.split(',') ?? Object.keys(openers)
const present = wanted.flatMap(engine => {
  const open = openers[engine]
  return open ? [{ engine, open }] : []
})

/** Pages that said goodbye: what a closing tab says comes last. */
const leavesOf = ({ timeline }: SessionDetail) =>
  new Set(timeline.filter(event => event.name === 'page_leave').map(event => event.doc)).size

describe.each(present)('A visit in $engine', ({ open }) => {
  let site: Site
  let visitor: Visitor
  let witness: Witness
  let session: SessionDetail

  withFirefox.beforeAll(async ({ firefox }) => {
    site = await startSite()
    visitor = await open({ firefox })
    witness = await browseAndLeave(await visitor.tab(), site.url)
    session = await vi.waitUntil(
      async () => {
        const [row] = await site.api<SessionRow[]>('/api/sessions')
        const session = row && (await site.api<SessionDetail>(`/api/sessions/${row.id}`))
        return session && leavesOf(session) === 3 && session
      },
      { timeout: 20_000, interval: 50 },
    )
  })
  afterAll(async () => {
    await visitor?.close()
    await site?.close()
  })

  test('is one session with its three pages', async () => {
    expect(await site.api<SessionRow[]>('/api/sessions')).toHaveLength(1)
    expect(session.pages).toEqual(['/', '/search.html', '/products/blue-mug.html'])
    expect(session.cart).toBe('filled')
  })

  test('lasts to the last action', () => {
    expect(Math.abs(session.end - witness.last)).toBeLessThanOrEqual(50)
  })

  test('loses nothing and stores nothing twice', async () => {
    expect(await site.api<Delivery>('/api/delivery')).toMatchObject({ missing: 0, dropped: 0, rejected: 0 })
    const held = session.timeline.map(event => `${event.doc} ${event.seq}`)
    expect(new Set(held).size).toBe(held.length)
  })
})

// Chromium and Firefox have this from e2e/capture/counting.e2e.ts, by a driver that WebKit has not.
describe.each(wanted.includes('webkit') && process.env.SOJOURN_ENGINES && webkit ? [webkit] : [])(
  'One action is one event in webkit',
  found => {
    let browser: Awaited<ReturnType<typeof openWebKit>>
    let recorder: Recorder
    let tab: Awaited<ReturnType<typeof browser.tab>>

    beforeAll(async () => {
      browser = await openWebKit(found)
    })
    afterAll(() => browser?.close())
    beforeEach(async () => {
      recorder = await startRecorder()
      tab = await browser.tab()
    })
    afterEach(async () => {
      await tab.close()
      await recorder.close()
    })

    const drivable = [...clicks, ...forms, ...carts].filter(({ name }) => !/(middle|right) button/.test(name))
    test.each(drivable)('$name', one => judge(one, drive(tab, recorder), recorder))
  },
)
