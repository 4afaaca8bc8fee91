import type { Browser } from 'playwright'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { CartRow, Delivery, SessionDetail, SessionRow, Summary } from '../collector/src/api'
import { chromiumVisitor, openChromium } from './support/chromium'
import { INTEGRATIONS, type Site, startSite } from './support/site'
import type { Visitor } from './support/tab'
import { browseAndLeave, buy, TYPED, type Witness } from './support/visits'

const SOON = { timeout: 30_000, interval: 50 }

/** seq of every document, in order. */
function numbers(session: SessionDetail): number[][] {
  const documents = new Map<string, number[]>()
  for (const { doc, seq } of session.timeline) documents.set(doc, [...(documents.get(doc) ?? []), seq])
  return [...documents.values()].map(seqs => seqs.sort((a, b) => a - b))
}

const counted = (list: unknown[]) => list.map((_, i) => i + 1)

let browser: Browser
beforeAll(async () => {
  browser = await openChromium()
})
afterAll(() => browser.close())

describe.each(INTEGRATIONS)('A visit, by %s', integration => {
  describe('that fills a cart and leaves', () => {
    let site: Site
    let visitor: Visitor
    let witness: Witness
    let sessions: SessionRow[]
    let session: SessionDetail

    beforeAll(async () => {
      // Short, so that the session ends while we look; long enough for the pauses of a slow machine.
      site = await startSite({ integration, timeout: 6000 })
      visitor = await chromiumVisitor(browser)
      witness = await browseAndLeave(await visitor.tab(), site.url)
      sessions = await vi.waitUntil(async () => {
        const rows = await site.api<SessionRow[]>('/api/sessions')
        return rows.length > 0 && rows.every(row => row.end_reason !== null) && rows
      }, SOON)
      session = await site.api<SessionDetail>(`/api/sessions/${sessions[0]?.id}`)
    })
    afterAll(async () => {
      await visitor?.close()
      await site?.close()
    })

    test('is one session', () => {
      expect(sessions).toHaveLength(1)
    })

    test('has its three pages in order', () => {
      expect(session.pages).toEqual(['/', '/search.html', '/products/blue-mug.html'])
      expect(session).toMatchObject({ entry: '/', exit: '/products/blue-mug.html', referrer: null, bounce: false })
    })

    test('lasts from the first view to the last action', () => {
      // The script of a busy machine may run this much later than the page's own first one.
      expect(Math.abs(session.duration - (witness.last - witness.first))).toBeLessThanOrEqual(500)
      expect(Math.abs(session.end - witness.last)).toBeLessThanOrEqual(50)
    })

    test('ends by its timeout', () => {
      expect(session).toMatchObject({ end_reason: 'timeout', live: false })
    })

    test('holds each action once', () => {
      const held = session.timeline.map(({ name, props }) => {
        const { id } = (props.el ?? {}) as { id?: string }
        return id ? `${name} ${id}` : name
      })
      const count = (what: string) => held.filter(name => name === what).length
      expect({
        searchClick: count('click search-go'),
        submits: count('form_submit') + count('form_submit newsletter'),
        subscribed: count('form_submit newsletter'),
        looked: count('view_item'),
        added: count('add_to_cart'),
      }).toEqual({ searchClick: 1, submits: 2, subscribed: 1, looked: 1, added: 1 })
    })

    test('is an abandoned cart', async () => {
      expect(session.cart).toBe('abandoned')
      const carts = await site.api<CartRow[]>('/api/carts')
      expect(carts).toMatchObject([
        {
          session: session.id,
          value: 12.5,
          currency: 'EUR',
          items: [{ item_id: 'MUG-1', item_name: 'Blue mug', quantity: 1, price: 12.5 }],
          last_page: '/products/blue-mug.html',
        },
      ])
    })

    test('numbers its events 1…n on every page, and none is missing', async () => {
      const documents = numbers(session)
      expect(documents).toHaveLength(3)
      for (const seqs of documents) expect(seqs).toEqual(counted(seqs))
      expect(await site.api<Delivery>('/api/delivery')).toMatchObject({
        received: session.timeline.length,
        missing: 0,
        duplicates: 0,
        dropped: 0,
        rejected: 0,
      })
    })

    test('shows in the summary', async () => {
      expect(await site.api<Summary>('/api/summary')).toMatchObject({
        sessions: 1,
        page_views: 3,
        bounce_rate: 0,
        duration: { median: session.duration },
        purchases: 0,
        abandoned_carts: 1,
        live: 0,
      })
    })

    test('tells nothing that was typed', () => {
      expect(JSON.stringify(session)).not.toMatch(/ada@|example\.org|q=/)
    })
  })

  describe('that buys', () => {
    let site: Site
    let visitor: Visitor
    let session: SessionDetail

    beforeEach(async () => {
      site = await startSite({ integration })
      visitor = await chromiumVisitor(browser)
      const tab = await visitor.tab()
      await buy(tab, site.url)
      const ended = await vi.waitUntil(async () => {
        const rows = await site.api<SessionRow[]>('/api/sessions')
        return rows.find(row => row.end_reason === 'purchase')
      }, SOON)
      await tab.close()
      session = await site.api<SessionDetail>(`/api/sessions/${ended.id}`)
    })
    afterEach(async () => {
      await visitor?.close()
      await site?.close()
    })

    test('is one session that ends with the purchase, and nothing that was typed is in it', async () => {
      expect(await site.api<SessionRow[]>('/api/sessions')).toHaveLength(1)
      expect(session).toMatchObject({
        end_reason: 'purchase',
        live: false,
        cart: 'purchased',
        bounce: false,
        pages: ['/products/blue-mug.html', '/cart.html', '/checkout.html', '/confirmation.html'],
      })
      const [purchase, ...others] = session.timeline.filter(event => event.name === 'purchase')
      expect(others).toEqual([])
      expect(purchase?.time).toBe(session.end)
      expect(purchase?.props).toMatchObject({ value: 12.5, shipping: 4.9, currency: 'EUR' })
      expect(await site.api<Summary>('/api/summary')).toMatchObject({ sessions: 1, purchases: 1, abandoned_carts: 0 })
      for (const seqs of numbers(session)) expect(seqs).toEqual(counted(seqs))
      for (const typed of TYPED) expect(JSON.stringify(session)).not.toContain(typed)
    })
  })
})
