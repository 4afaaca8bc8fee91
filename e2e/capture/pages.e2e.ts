import type { Browser } from 'puppeteer-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { until } from '../support/until'
import { engines, meet, type Person } from './person'
import { type Recorder, startRecorder } from './recorder'

/** Engines that lack the Navigation API have none from the start. */
const WITHOUT = `<script>delete window.navigation; delete Window.prototype.navigation
  if (window.navigation) Object.defineProperty(window, 'navigation', { value: undefined })</script>`

describe.each(engines)('A page is counted once in $engine', ({ open }) => {
  let browser: Browser
  let recorder: Recorder
  let person: Person

  beforeAll(async () => {
    recorder = await startRecorder()
    browser = await open()
  })
  afterAll(async () => {
    await browser?.close()
    await recorder?.close()
  })
  beforeEach(async () => {
    person = await meet(browser, recorder)
  })
  afterEach(async () => {
    await person.close()
    recorder.forget()
    recorder.pages.clear()
  })

  const views = async () =>
    (await person.told()).filter(({ name }) => name === 'page_view').map(({ props }) => [props.nav, props.path])
  /** In the page: a task of its own, and the next one. */
  const inOneTask = (script: string) => person.run(`(() => { ${script} })(), new Promise(done => setTimeout(done))`)

  describe.each(['with', 'without'])('%s the Navigation API', how => {
    beforeEach(async () => {
      recorder.pages.set('/start', '<button id="go">Go</button>')
      if (how === 'without') await person.page.evaluateOnNewDocument(WITHOUT.replace(/<\/?script>/g, ''))
      await person.goto('/start')
    })
    const cases: { name: string; steps: string[]; expected: string[][] }[] = [
      { name: 'a push', steps: [`history.pushState(0, '', '/a')`], expected: [['push', '/a']] },
      { name: 'a push to the same address', steps: [`history.pushState(0, '', '/start')`], expected: [] },
      { name: 'a replace', steps: [`history.replaceState(0, '', '/a')`], expected: [['replace', '/a']] },
      { name: 'a replace of the state alone', steps: [`history.replaceState(1, '')`], expected: [] },
      {
        name: 'a redirect',
        steps: [`history.pushState(0, '', '/old'); history.replaceState(0, '', '/new')`],
        expected: [['push', '/new']],
      },
      {
        name: 'a replace and a push',
        steps: [`history.replaceState(1, '', '/start'); history.pushState(0, '', '/a')`],
        expected: [['push', '/a']],
      },
      { name: 'a hash', steps: [`location.hash = '#part'`], expected: [] },
      { name: 'a query key that is not kept', steps: [`history.pushState(0, '', '?token=secret')`], expected: [] },
    ]
    test.each(cases)('$name', async ({ steps, expected }) => {
      for (const step of steps) await inOneTask(step)
      expect(await views()).toEqual([['load', '/start'], ...expected])
    })

    test('back', async () => {
      await inOneTask(`history.pushState(0, '', '/a')`)
      await person.run(`new Promise(done => { addEventListener('popstate', () => setTimeout(done)); history.back() })`)
      expect(await views()).toEqual([
        ['load', '/start'],
        ['push', '/a'],
        ['traverse', '/start'],
      ])
    })

    test('has its own title, however late that is set and however soon the next page comes', async () => {
      await inOneTask(`history.pushState(0, '', '/a'); document.title = 'Not yet'`)
      await inOneTask(`document.title = 'Page A'`)
      await inOneTask(`history.pushState(0, '', '/b'); document.title = 'Page B'`)
      await inOneTask('0')
      const seen = (await person.told()).filter(({ name }) => name === 'page_view').map(({ props }) => props.title)
      expect(seen).toEqual(['Fixture', 'Page A', 'Page B'])
    })

    test('page() just after an automatic view of the same page', async () => {
      await inOneTask(`history.pushState(0, '', '/a'); sojourn.page({ section: 'help' })`)
      expect(await views()).toEqual([
        ['load', '/start'],
        ['push', '/a'],
      ])
      expect(recorder.events().find(({ props }) => props.path === '/a')?.props.section).toBe('help')
    })
  })

  test('under the title that it had last', async () => {
    recorder.pages.set('/one', '<p>One</p>')
    await person.goto('/one')
    await inOneTask(`document.title = 'First, set late'`)
    await inOneTask(`history.pushState(0, '', '/two')`)
    await inOneTask(`document.title = 'Second'`)
    const views = (await person.told()).filter(({ name }) => name === 'page_view')
    expect(views.map(({ props }) => props.title)).toEqual(['First, set late', 'Second'])
  })

  test('a page that comes back from the back/forward cache is counted once more', async () => {
    recorder.pages.set('/one', '<button id="go">Go</button>')
    recorder.pages.set('/two', '<p>Two</p>')
    await person.goto('/one')
    await person.told()
    await person.run('window.kept = true')
    await person.run(`location.href = '/two'`).catch(() => {})
    await until(
      () => person.run(`location.pathname === '/two' && document.readyState === 'complete'`),
      'the second page',
    )
    await person.run('history.back()').catch(() => {})
    await until(
      () => person.run(`location.pathname === '/one' && document.readyState === 'complete'`),
      'the first page',
    )
    // https://developer.chrome.com/docs/web-platform/bfcache-notrestoredreasons
    const reasons = await person.run(`JSON.stringify(performance.getEntriesByType('navigation')[0].notRestoredReasons)`)
    expect(await person.run('window.kept === true'), `not restored: ${reasons}`).toBe(true)
    const seen = await person.told()
    const views = seen.filter(({ name, props }) => name === 'page_view' && props.path === '/one')
    expect(views.map(({ props }) => props.nav)).toEqual(['load', 'bfcache'])
  })
})
