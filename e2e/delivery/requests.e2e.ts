import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openBrowser } from '../../bench/delivery/browsers.mjs'
import { startSites } from '../../bench/delivery/site.mjs'
import { verbs } from '../../bench/delivery/verbs.mjs'
import { until } from '../support/until'

let browser: Awaited<ReturnType<typeof openBrowser>>
let sites: Awaited<ReturnType<typeof startSites>>
beforeAll(async () => {
  sites = await startSites()
  browser = await openBrowser('chromium')
})
afterAll(async () => {
  await browser?.close()
  sites?.close()
})

describe('A visit of five pages', () => {
  test.each([
    // A page that goes has no time to look for what others left.
    { when: 'as soon as they are seen', looks: false, claims: [0, 0, 0, 0, 0] },
    // What the page before has sent is asked after in passing.
    { when: 'after a while', looks: true, claims: [0, 0, 1, 0, 1, 0, 1, 0, 1, 0] },
  ])(
    'that are left $when make one request for each batch: none for acknowledgement, none twice',
    async ({ looks, claims }) => {
      const run = await sites.run()
      const page = await browser.page()
      run.pages.push(page)
      const { requests, stored } = run.recorder
      const seen = () => [...stored.values()].filter(({ name }) => name === 'item_seen').length
      let tracked = 0
      const tell = async (count: number) => {
        tracked += count
        await page.run(`tell(${count})`)
      }
      for (let i = 1; i <= 5; i++) {
        await page.goto(`${run.origin}/page-${i}?from=${i * 100}`)
        // A page has a session a moment after it was opened.
        await until(() => page.run(`sojourn.session()?.state === 'active'`), 'a session')
        await tell(3)
        if (!looks) continue
        await verbs.flush(run)
        await until(async () => seen() === tracked, 'the first batch')
        // The page has read the answer.
        await until(
          () => page.run(`performance.getEntriesByType('resource').some(one => one.name.includes('?b='))`),
          'it',
        )
        await tell(2)
      }
      await verbs.close(run)
      await until(async () => seen() === tracked, 'all')
      const told = requests.map(({ method, said }) => [method, said?.batch.via, said?.claims.length])
      expect(told).toEqual(claims.map(count => ['POST', 'beacon', count]))
      expect(run.recorder.repeats()).toBe(0)
    },
  )
})
