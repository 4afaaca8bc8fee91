// What browsers do to a session: hosts, jars, gateways, the back/forward cache, tabs that nobody sees.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { findChromium } from '../../scripts/browsers.mjs'
import { agent, engines, meet } from '../capture/person'
import { TAG } from '../capture/recorder'
import { useStage } from '../capture/stage'
import { until } from '../support/until'

const ORDER = `{ transaction_id: 'A-1', currency: 'EUR', items: [{ item_id: 'MUG-1', price: 12.5, quantity: 2 }] }`
const SHORT = 3000
const BUTTON = '<button id="go">Go</button>'
const isOver = `performance.now() > ${SHORT + 500}`
const brief = (body: string) => ({ body, tag: TAG.replace('>', ` data-timeout="${SHORT}">`) })
let count = 0

describe.each(engines)('A session in $engine', ({ engine, open }) => {
  const stage = useStage(open)
  const run = <T>(script: string) => stage.person.run(script) as Promise<T>
  /** Cookies know no ports: each test has a domain of its own. */
  const own = (top = 'localhost') => {
    const domain = `s${++count}.${top}`
    const { port } = new URL(stage.recorder.url)
    return {
      domain,
      goto: (host: string, path: string) => stage.person.page.goto(`http://${host}${domain}:${port}${path}`),
      values: async () => {
        const all = (await run<string>('document.cookie')).split('; ').map(pair => pair.split('='))
        return all.flatMap(([name, value = '']) => (name === '_sojourn' ? [value] : []))
      },
    }
  }
  const show = (page: string, body: string | object) => stage.recorder.pages.set(page, body as string)
  const named = (name: string) => stage.recorder.events().filter(event => event.name === name)
  const ids = () => [...new Set(stage.recorder.events().map(({ session }) => session))]
  const arriveAt = (page: string) =>
    until(() => run(`location.pathname === '${page}' && document.readyState === 'complete'`), page)

  test.each([
    ['where the page is secure', 'localhost', true],
    ['on plain http', 'test', false],
  ])('is one on all hosts of a site, by one cookie, %s', async (_, top, isSecure) => {
    const site = own(top)
    show('/', BUTTON)
    for (const host of ['www.', 'shop.', '']) {
      await site.goto(host, '/')
      await stage.person.told()
    }
    expect(await run('isSecureContext')).toBe(isSecure)
    expect([ids().length, named('session_start').length, named('page_view').length]).toEqual([1, 1, 3])
    expect(await site.values()).toEqual([expect.stringMatching(/^1\.1\./)])
  })

  test('is that of the shared cookie, where a twin of this host lies beside it, and the twin goes', async () => {
    const site = own()
    show('/', BUTTON)
    show('/seed', { body: '', tag: '' })
    await site.goto('www.', '/seed')
    const [id, twin] = await run<string[]>(`(() => {
      const at = ms => (Date.now() - ms).toString(36)
      const [id, twin] = [at(60000) + '-aaaaaaaaaaaaa', at(90000) + '-bbbbbbbbbbbbb']
      document.cookie = '_sojourn=1.h.' + twin + '.' + at(1000) + '.1.0.0.0; Path=/'
      document.cookie = '_sojourn=1.1.' + id + '.' + at(2000) + '.1.0.0.0; Path=/; Domain=${site.domain}'
      return [id, twin]
    })()`)
    expect(await site.values()).toHaveLength(2)
    await site.goto('www.', '/')
    await stage.person.told()
    expect(ids()).toEqual([id])
    expect(await site.values()).toEqual([expect.stringContaining(id as string)])
    expect(ids()).not.toContain(twin)
  })

  test('goes on though its cookie is deleted, again and again', async () => {
    const site = own()
    show('/', BUTTON)
    await site.goto('www.', '/')
    await stage.person.told()
    for (let i = 0; i < 3; i++) {
      await run(`for (const pair of document.cookie.split('; ')) for (const domain of ['', '; Domain=${site.domain}'])
        document.cookie = pair.split('=')[0] + '=; Path=/; Max-Age=0' + domain`)
      await stage.person.click('#go')
      await stage.person.told()
    }
    await site.goto('www.', '/')
    await stage.person.told()
    expect([ids().length, named('session_start').length, named('click').length]).toEqual([1, 1, 3])
  })

  test.each([
    ['in time is the same', false],
    ['after the timeout is another, which resumes the checkout and ends with the order', true],
  ])('that comes back from a payment gateway %s', async (_, isLate) => {
    const site = own()
    const script = `<script>sojourn.cart.purchase(${ORDER})</script>`
    show('/checkout', isLate ? brief(BUTTON) : BUTTON)
    show('/thanks', isLate ? brief(script) : script)
    show('/pay', { body: '', tag: '' })
    await site.goto('', '/checkout')
    await stage.person.click('#go')
    await run(`sojourn.cart.checkout([{ item_id: 'MUG-1' }])`)
    await stage.person.told()
    await stage.person.page.goto(`http://gateway.localhost:${new URL(stage.recorder.url).port}/pay`)
    if (isLate) await until(() => run(isOver), 'the timeout')
    await site.goto('', '/thanks')
    await stage.person.told()
    const [first, second] = named('session_start')
    expect(named('session_start')).toHaveLength(isLate ? 2 : 1)
    expect(named('purchase').map(({ session }) => session)).toEqual([(second ?? first)?.session])
    expect(named('session_end').map(({ props }) => props.reason)).toEqual([...(isLate ? ['timeout'] : []), 'purchase'])
    if (isLate) expect(second?.props).toMatchObject({ reason: 'resumed_checkout', previous: first?.session })
  })

  test('that comes back from the back/forward cache after the timeout is another', async () => {
    const site = own()
    show('/one', brief(BUTTON))
    show('/two', { body: '', tag: '' })
    await site.goto('', '/one')
    await stage.person.click('#go')
    await stage.person.told()
    await run(`window.kept = true; location.href = '/two'`).catch(() => {})
    await arriveAt('/two')
    await until(() => run(isOver), 'the timeout')
    await run('history.back()').catch(() => {})
    await arriveAt('/one')
    expect(await run('window.kept')).toBe(true)
    await stage.person.told()
    const [first, second] = named('session_start')
    expect(named('page_view').map(({ session, props }) => [session, props.nav])).toEqual([
      [first?.session, 'load'],
      [second?.session, 'bfcache'],
    ])
    expect(named('session_end').map(({ session, time }) => [session, time])).toEqual([
      [first?.session, named('click')[0]?.time],
    ])
  })

  test('begins when a tab that was loaded in the background is seen, and not before', async () => {
    const site = own()
    show('/', BUTTON)
    // A new one: Firefox does not end the loading of a hidden tab that has shown a page before.
    await stage.person.close()
    stage.person = await meet(stage.browser, stage.recorder)
    const front = await stage.browser.newPage()
    await front.bringToFront()
    await site.goto('', '/')
    expect(await run('document.visibilityState')).toBe('hidden')
    await run(`sojourn.track('unseen'); sojourn.flush()`)
    await run(`fetch('/unseen', { method: 'POST' }).then(() => {})`)
    expect([stage.recorder.bodies, await site.values()]).toEqual([[], []])
    const before = Date.now()
    await stage.person.page.bringToFront()
    await stage.person.told()
    expect(named('page_view').map(({ time }) => time >= before)).toEqual([true])
    await front.close()
  })

  if (engine === 'Chromium') {
    test('that is frozen past the timeout ends with its last input, and no other begins', async () => {
      const site = own()
      show('/', brief(BUTTON))
      await site.goto('', '/')
      await stage.person.click('#go')
      await stage.person.told()
      const front = await stage.browser.newPage()
      await front.bringToFront()
      const devtools = await stage.person.page.createCDPSession()
      await devtools.send('Page.setWebLifecycleState', { state: 'frozen' })
      await until(async () => named('page_leave').length, 'the page that is hidden')
      await until(() => front.evaluate(isOver), 'the timeout')
      expect(named('session_end')).toEqual([])
      await devtools.send('Page.setWebLifecycleState', { state: 'active' })
      await until(async () => named('session_end').length, 'the end')
      await stage.person.page.bringToFront()
      await stage.person.told()
      expect(named('session_end').map(({ time }) => time)).toEqual([named('click')[0]?.time])
      expect(named('session_start')).toHaveLength(1)
      await front.close()
    })

    test('begins when a page that was rendered in advance is shown; before, nothing is stored or sent', async () => {
      const { recorder } = stage
      const state = 'JSON.stringify([document.prerendering, document.cookie])'
      show('/next', `<script>setTimeout(() => fetch('/state', { method: 'POST', body: ${state} }), 500)</script>`)
      // No driver may look on: this browser goes its way alone.
      const rules = JSON.stringify({ prerender: [{ source: 'list', urls: ['/next'], eagerness: 'immediate' }] })
      const script = `setInterval(async () => { if ((await fetch('/go')).ok) location.href = '/next' }, 50)`
      show('/alone', { body: `<script type="speculationrules">${rules}</script><script>${script}</script>`, tag: '' })
      const found = await findChromium()
      const profile = mkdtempSync(path.join(tmpdir(), 'sojourn-prerender-'))
      const flags = ['--headless', '--no-first-run', `--user-agent=${agent(found?.version ?? '')}`]
      if (process.getuid?.() === 0) flags.push('--no-sandbox')
      const child = spawn(found?.path as string, [...flags, `--user-data-dir=${profile}`, `${recorder.url}/alone`], {
        stdio: 'ignore',
        detached: true,
      })
      try {
        const ahead = await until(async () => recorder.posts.find(one => one.path === '/state'), 'the page in advance')
        expect([ahead.body, recorder.bodies]).toEqual(['[true,""]', []])
        show('/go', '')
        await until(async () => named('page_view').length, 'its page view')
        expect(new URL(named('page_view')[0]?.url ?? '').pathname).toBe('/next')
        expect(named('session_start')).toHaveLength(1)
      } finally {
        const gone = new Promise(resolve => child.once('exit', resolve))
        // With all that it has started: they would still write into the folder.
        process.kill(-(child.pid as number), 'SIGKILL')
        await gone
        rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
      }
    })
  }
})
