import { describe, expect } from 'vitest'
import { findAll } from '../../scripts/browsers.mjs'
import { withFirefox } from '../support/firefox'
import { openBrowser, playRound, startTabsSite } from './tabs.mjs'

// A few rounds, each time; `node e2e/sessions/rounds.mjs --rounds 50` plays many. docs/SESSIONS.md has the figures.
const ROUNDS = 2
const { chromium, firefox } = await findAll()
const engines = [...(chromium ? ['chromium'] : []), ...(firefox ? ['firefox'] : [])]

describe.each(engines)('Eight windows in %s', engine => {
  withFirefox(
    'open in one instant as one session, and wake after the timeout as one more',
    { timeout: 240_000 },
    async ({ firefox }) => {
      const site = await startTabsSite()
      const browser = engine === 'firefox' ? await firefox() : await openBrowser(engine)
      try {
        for (let i = 1; i <= ROUNDS; i++) {
          const { opened, woken } = await playRound(site, browser, `round${i}`)
          expect(opened).toMatchObject({ sessions: 1, starts: [1] })
          expect(woken).toMatchObject({ sessions: 2, starts: [1, 1] })
        }
      } finally {
        if (engine !== 'firefox') await browser.close()
        await site.close()
      }
    },
  )
})
