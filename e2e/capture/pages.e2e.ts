import { beforeEach, describe, expect, test } from 'vitest'
import { until } from '../support/until'
import { engines } from './person'
import { useStage } from './stage'

/** Engines that lack the Navigation API have none from the start. */
const WITHOUT = `delete window.navigation; delete Window.prototype.navigation
  if (window.navigation) Object.defineProperty(window, 'navigation', { value: undefined })`

describe.each(engines)('A page is counted once in $engine', ({ open }) => {
  const stage = useStage(open)

  const views = async () =>
    (await stage.person.told()).filter(({ name }) => name === 'page_view').map(({ props }) => [props.nav, props.path])
  /** In the page: a task of its own, and the next one. */
  const inOneTask = (script: string) =>
    stage.person.run(`(() => { ${script} })(), new Promise(done => setTimeout(done))`)

  describe.each(['with', 'without'])('%s the Navigation API', how => {
    beforeEach(async () => {
      stage.recorder.pages.set('/start', '<button id="go">Go</button>')
      if (how === 'with') return stage.person.goto('/start')
      const { page } = stage.person
      const { identifier } = await page.evaluateOnNewDocument(WITHOUT)
      await stage.person.goto('/start')
      expect(await stage.person.run('window.navigation')).toBeUndefined()
      return async () => {
        if (!page.isClosed()) await page.removeScriptToEvaluateOnNewDocument(identifier)
      }
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
      await stage.person.run(
        `new Promise(done => { addEventListener('popstate', () => setTimeout(done)); history.back() })`,
      )
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
      const seen = (await stage.person.told())
        .filter(({ name }) => name === 'page_view')
        .map(({ props }) => props.title)
      expect(seen).toEqual(['Fixture', 'Page A', 'Page B'])
    })

    test('page() just after an automatic view of the same page', async () => {
      await inOneTask(`history.pushState(0, '', '/a'); sojourn.page({ section: 'help' })`)
      expect(await views()).toEqual([
        ['load', '/start'],
        ['push', '/a'],
      ])
      expect(stage.recorder.events().find(({ props }) => props.path === '/a')?.props.section).toBe('help')
    })
  })

  test('and its session begins with it, though a router goes on at once', async () => {
    stage.recorder.pages.set(
      '/start',
      `<script>addEventListener('load', () => setTimeout(() => history.replaceState(0, '', '/home')))</script>`,
    )
    stage.recorder.pages.set('/before', { tag: '', body: '<a id="next" href="/start?utm_source=news">Start</a>' })
    await stage.person.goto('/before')
    // Of the tests before.
    await stage.person.run(`for (const one of document.cookie.split('; ')) document.cookie = one + '; max-age=0'`)
    await stage.person.click('#next')
    await until(() => stage.person.run(`location.pathname === '/home'`), 'the router')
    await inOneTask('0')
    expect(await views()).toEqual([
      ['load', '/start'],
      ['replace', '/home'],
    ])
    const [start] = stage.recorder.events().filter(({ name }) => name === 'session_start')
    expect(start).toMatchObject({
      page: 1,
      url: `${stage.recorder.url}/start?utm_source=news`,
      props: { entry: '/start', referrer: `${stage.recorder.url}/before`, campaign: { utm_source: 'news' } },
    })
  })

  test('by its hash where pageKey says so; back is one more, and no hash leaves', async () => {
    const tag = `<script src="/sojourn.js"></script><script>
      sojourn.init({ endpoint: '/collect', pageKey: url => url.pathname + url.hash.split('?')[0] })</script>`
    stage.recorder.pages.set('/start', { tag, body: '<a id="link" href="#/mugs">Mugs</a>' })
    await stage.person.goto('/start#/')
    await stage.person.click('#link')
    await inOneTask(`location.hash = '#/mugs'`)
    await inOneTask(`location.hash = '#/mugs?sort=price'`)
    await inOneTask(`history.pushState(0, '', '#/old'); history.replaceState(0, '', '#/tea')`)
    await stage.person.run(
      `new Promise(done => { addEventListener('popstate', () => setTimeout(done)); history.back() })`,
    )
    expect(await views()).toEqual([['load', '/start'], ...Array(3).fill(['hash', '/start'])])
    expect(stage.recorder.bodies.join()).not.toMatch(/#\/|sort=/)
  })

  test('says how far down it was seen, whatever the next one is like', async () => {
    stage.recorder.pages.set('/long', '<p style="height: 9000px">Long</p>')
    await stage.person.goto('/long')
    await inOneTask(`history.pushState(0, '', '/short'); document.body.innerHTML = '<p>Short</p>'`)
    await inOneTask(`history.pushState(0, '', '/end')`)
    const leaves = (await stage.person.told()).filter(({ name }) => name === 'page_leave')
    expect(leaves.map(({ props }) => (props.scroll_pct as number) > 30)).toEqual([false, true])
    expect(leaves[0]?.props.scroll_pct).toBeGreaterThan(0)
  })

  test('under the title that it had last', async () => {
    stage.recorder.pages.set('/one', '<p>One</p>')
    await stage.person.goto('/one')
    await inOneTask(`document.title = 'First, set late'`)
    await inOneTask(`history.pushState(0, '', '/two')`)
    await inOneTask(`document.title = 'Second'`)
    const views = (await stage.person.told()).filter(({ name }) => name === 'page_view')
    expect(views.map(({ props }) => props.title)).toEqual(['First, set late', 'Second'])
  })

  test('a page that comes back from the back/forward cache is counted once more', async () => {
    stage.recorder.pages.set('/one', '<button id="go">Go</button>')
    stage.recorder.pages.set('/two', '<p>Two</p>')
    await stage.person.goto('/one')
    await stage.person.told()
    await stage.person.run('window.kept = true')
    await stage.person.run(`location.href = '/two'`).catch(() => {})
    await until(
      () => stage.person.run(`location.pathname === '/two' && document.readyState === 'complete'`),
      'the second page',
    )
    await stage.person.run('history.back()').catch(() => {})
    await until(
      () => stage.person.run(`location.pathname === '/one' && document.readyState === 'complete'`),
      'the first page',
    )
    // https://developer.chrome.com/docs/web-platform/bfcache-notrestoredreasons
    const reasons = await stage.person.run(
      `JSON.stringify(performance.getEntriesByType('navigation')[0].notRestoredReasons)`,
    )
    expect(await stage.person.run('window.kept === true'), `not restored: ${reasons}`).toBe(true)
    const seen = await stage.person.told()
    const views = seen.filter(({ name, props }) => name === 'page_view' && props.path === '/one')
    expect(views.map(({ props }) => props.nav)).toEqual(['load', 'bfcache'])
  })
})
