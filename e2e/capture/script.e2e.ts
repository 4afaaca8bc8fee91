import { readFileSync } from 'node:fs'
import { afterEach, describe, expect, test } from 'vitest'
import { until } from '../support/until'
import { engines } from './person'
import { useStage } from './stage'

/** The line that README.md tells sites to write. */
const [STUB = ''] = /^<script>window\.sojourn=window.*<\/script>$/m.exec(readFileSync('README.md', 'utf8')) ?? []
const script = (code: string) => `<script>${code}</script>`
const LATE = '<script async src="/sojourn.js"></script>'
const WARNED = script(`window.warned = []
  for (const level of ['warn', 'error']) console[level] = text => warned.push(String(text))`)

describe.each(engines)('The script tag in $engine', ({ open }) => {
  const stage = useStage(open)
  afterEach(async () => {
    stage.recorder.pages.set('/bare', { body: 'without Sojourn', tag: '' })
    await stage.person.goto('/bare')
    await stage.person.run(
      `for (const one of document.cookie.split('; ')) document.cookie = one + '; max-age=0'; localStorage.clear()`,
    )
  })

  const show = async (tag: string) => {
    stage.recorder.pages.set('/start', { tag: WARNED + tag, body: '<button id="go">Go</button>' })
    await stage.person.goto('/start')
    await until(() => stage.person.run('!!window.sojourn?.session'), 'the script')
  }
  const warned = () => stage.person.run('warned') as Promise<string[]>
  const count = async (name: string) => (await stage.person.told()).filter(event => event.name === name).length

  test('gives a call that was made before it came the time and the address of then', async () => {
    await show(
      STUB +
        script(`history.replaceState(0, '', '/then?utm_source=x&token=y')
          sojourn('track', 'early', { a: 1 }); sojourn('cart.add', { item_id: 'A' }); window.then = Date.now()
          history.replaceState(0, '', '/start'); sojourn('track', 'later')`) +
        script(`while (Date.now() < window.then + 30);`) +
        '<script src="/sojourn.js" data-endpoint="/collect"></script>',
    )
    const told = await stage.person.told()
    const then = (await stage.person.run('window.then')) as number
    const of = (name: string) => told.filter(event => event.name === name)
    for (const name of ['early', 'add_to_cart']) {
      expect(of(name)).toHaveLength(1)
      expect(of(name)[0]?.url).toBe(`${stage.recorder.url}/then?utm_source=x`)
      expect(of(name)[0]?.time).toBeLessThanOrEqual(then)
    }
    expect(of('later')[0]?.url).toBe(`${stage.recorder.url}/start`)
  })

  test('takes options by a call, since tag managers strip data-*; the calls may come in any order, and a bad one stops nothing', async () => {
    await show(
      STUB +
        script(`sojourn('track', 'early'); sojourn('nonsense'); sojourn.q.push(5, null, [1, 2])
          sojourn('init', { endpoint: '/collect', site: 'mine' }); sojourn('consent', 'denied')
          for (let i = 0; i < 3; i++) sojourn('consent', i < 2 ? 'denied' : 'cookieless')`) +
        LATE,
    )
    expect(await count('early')).toBe(1)
    // Pages of other tests may still say goodbye.
    const bodies = stage.recorder.bodies.filter(body => body.includes('"early"')).map(body => JSON.parse(body))
    expect(bodies.map(({ site, context }) => [site, context.consent])).toEqual([['mine', 'cookieless']])
    expect(await stage.person.run(`document.cookie.includes('_sojourn')`)).toBe(false)
    expect(await warned()).toEqual([expect.stringContaining('E_CALL')])
  })

  test('replays a thousand calls, no more', async () => {
    await show(STUB + script(`for (let i = 0; i < 1200; i++) sojourn('nonsense')`) + LATE)
    expect(await warned()).toHaveLength(1000)
  })

  test.each([
    ['async', '<script async src="/sojourn.js" data-endpoint="/collect" data-site="mine"></script>'],
    ['defer', '<script defer src="/sojourn.js" data-endpoint="/collect" data-site="mine"></script>'],
    [
      'injected by another script',
      script(`const tag = document.createElement('script'); tag.src = '/sojourn.js'
        Object.assign(tag.dataset, { endpoint: '/collect', site: 'mine' }); document.head.append(tag)`),
    ],
  ])('reads its options from its own tag: %s', async (_, tag) => {
    await show(`<script data-endpoint="/elsewhere" data-site="other"></script>${tag}`)
    await stage.person.click('#go')
    expect(await count('click')).toBe(1)
    const [body = ''] = stage.recorder.bodies.filter(body => body.includes('"click"'))
    expect(JSON.parse(body).site).toBe('mine')
    expect(await warned()).toEqual([])
  })

  test('that comes twice warns once and counts once', async () => {
    const tag = '<script src="/sojourn.js" data-endpoint="/collect"></script>'
    await show(tag + tag)
    await stage.person.click('#go')
    expect(await count('click')).toBe(1)
    expect(await count('page_view')).toBe(1)
    expect(await warned()).toEqual([expect.stringContaining('E_TWICE')])
  })
})
