// node e2e/sessions/rounds.mjs --engine chromium --rounds 50: tabs that open, and wake, in the same instant.
import { parseArgs } from 'node:util'
import { openBrowser, playRound, startTabsSite } from './tabs.mjs'

const { values } = parseArgs({
  options: {
    engine: { type: 'string', default: 'chromium' },
    rounds: { type: 'string', default: '50' },
    tabs: { type: 'string', default: '8' },
  },
})
const rounds = Number(values.rounds)
const site = await startTabsSite({ tabs: Number(values.tabs) })
let browser = await openBrowser(values.engine)
let lost = 0
const good = { opened: 0, woken: 0 }
const merged = { opened: 0, woken: 0 }
const same = (a, b) => JSON.stringify(a) === JSON.stringify(b)
try {
  for (let i = 1; i <= rounds; i++) {
    const played = await playRound(site, browser, `round${i}x${lost}`).catch(error => {
      // A browser that dies under the driver has shown nothing; a round that it finished counts as it was.
      if (browser.connected || ++lost > 9) throw error
    })
    if (!played) {
      browser = await openBrowser(values.engine)
      i--
      continue
    }
    const { opened, woken } = played
    const bad = !same([opened.sessions, opened.starts, woken.sessions, woken.starts], [1, [1], 2, [1, 1]])
    good.opened += +same([opened.sessions, opened.starts], [1, [1]])
    good.woken += +same([woken.sessions, woken.starts], [2, [1, 1]])
    merged.opened += +(opened.merged > 0)
    merged.woken += +(woken.merged > opened.merged)
    if (bad || woken.merged) console.log(`round ${i}`, JSON.stringify({ opened, woken }))
  }
} finally {
  await browser.close()
  await site.close()
}
console.log(`${values.engine}, ${values.tabs} tabs, ${rounds} rounds${lost ? `, the browser died ${lost} times` : ''}`)
console.log(`opened together: one session, one start in ${good.opened}; \`was\` merged in ${merged.opened}`)
console.log(`woken together:  one more of each in ${good.woken}; \`was\` merged in ${merged.woken}`)
process.exitCode = good.opened + good.woken === 2 * rounds ? 0 : 1
