import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openBrowser } from '../../bench/delivery/browsers.mjs'
import { play } from '../../bench/delivery/play.mjs'
import { playable } from '../../bench/delivery/scenarios.mjs'
import { startSites } from '../../bench/delivery/site.mjs'

// The fault bench plays all of them, many times, in three engines: `npm run bench:delivery`.
const BUSIEST = [
  'tab closed',
  '60 × 2 KB at exit',
  'endpoint 500 at exit; the visitor returns',
  'stored, then the connection dropped',
  // Last: the browser's pages are killed.
  'renderer killed',
]

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

describe('What was tracked is stored once, and the page notices nothing', () => {
  test.each(BUSIEST)('%s', async name => {
    const scenario = playable('chromium').find(one => one.name === name)
    if (!scenario) throw new Error(`no scenario is called ${name}`)
    const { row } = await play(scenario, browser, sites, 2)
    expect(row).toMatchObject({ repeats: 2, lost: 0, twice: 0, missing: 0, untrue: 0, noticed: 0 })
    expect(row.stored).toBeGreaterThan(0)
  })
})
