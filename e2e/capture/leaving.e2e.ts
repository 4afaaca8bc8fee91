import { describe, expect, test } from 'vitest'
import { until } from '../support/until'
import { engines } from './person'
import { useStage } from './stage'

const TABS = 8

describe.each(engines)('A tab in $engine', ({ open }) => {
  const stage = useStage(open)

  // Firefox ends the scripts of a closing tab in the middle: not in every one.
  test('that is closed before its session is settled tells everything', async () => {
    stage.recorder.pages.set('/start', '<p>Start</p>')
    for (let i = 0; i < TABS; i++) {
      const page = await stage.browser.newPage()
      await page.goto(`${stage.recorder.url}/start`, { waitUntil: 'load' })
      await page.evaluate(`for (let i = 1; i <= 3; i++) sojourn.track('seen', { tab: ${i}, i })`)
      await page.close()
    }
    const seen = () => stage.recorder.events().filter(({ name }) => name === 'seen')
    await until(async () => seen().length >= TABS * 3, 'all events of all tabs')
    expect(
      seen()
        .map(({ props }) => `${props.tab} ${props.i}`)
        .sort(),
    ).toEqual(Array.from({ length: TABS * 3 }, (_, i) => `${Math.floor(i / 3)} ${(i % 3) + 1}`).sort())
  })

  test('that a form takes to another page says that nothing prevented it', async () => {
    stage.recorder.pages.set('/start', '<form action="/next"><button id="go">Go</button></form>')
    stage.recorder.pages.set('/next', '<p>Next</p>')
    await stage.person.goto('/start')
    await stage.person.click('#go')
    const isThere = `location.pathname === '/next' && document.readyState === 'complete'`
    await until(() => stage.person.run(isThere), 'the next page')
    await stage.person.told()
    const told = () => stage.recorder.events().filter(({ name }) => name === 'form_submit')
    await until(async () => told().length, 'the submit')
    expect(told().map(({ props }) => props.prevented)).toEqual([false])
  })
})
