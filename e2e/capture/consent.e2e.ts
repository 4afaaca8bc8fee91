import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Batch } from '../../src/events'
import { until } from '../support/until'
import { engines, meet } from './person'
import { useStage } from './stage'

type State = 'granted' | 'pending' | 'cookieless' | 'denied'
const STATES: State[] = ['granted', 'pending', 'cookieless', 'denied']
const TRANSITIONS = STATES.flatMap(from => STATES.filter(to => to !== from).map(to => ({ from, to })))

const runs = (state: State) => state === 'granted' || state === 'cookieless'

/** Under which consent what was told before the change arrives; null where it never does. */
const FATE: Record<State, (to: State) => State | null> = {
  // The queue of a choice that was taken back is dropped; a change between two that run sends it under the old one.
  granted: to => (runs(to) ? 'granted' : null),
  cookieless: to => (runs(to) ? 'cookieless' : null),
  pending: to => (runs(to) ? to : null),
  denied: () => null,
}

const STORED = `JSON.stringify([document.cookie, ...Object.keys(localStorage), ...Object.keys(sessionStorage)])`

/** In the page: how many copies `durable` holds. Asking does not make the database. */
const COPIES = `(async () => {
  const name = '_sojourn_o.'
  if (!(await indexedDB.databases()).some(one => one.name === name)) return 0
  const done = request => new Promise((resolve, reject) => Object.assign(request, { onsuccess: () => resolve(request.result), onerror: reject }))
  const database = await done(indexedDB.open(name))
  const copies = database.objectStoreNames.length ? await done(database.transaction(name).objectStore(name).count()) : 0
  database.close()
  return copies
})()`

describe.each(engines)('Consent in $engine', ({ open }) => {
  const stage = useStage(open)
  beforeEach(() => {
    stage.recorder.pages.set('/bare', { body: 'without Sojourn', tag: '' })
  })
  afterEach(async () => {
    await stage.person.goto('/bare')
    await stage.person.run(
      `for (const one of document.cookie.split('; ')) document.cookie = one + '; max-age=0'; localStorage.clear()`,
    )
  })

  /** Every event that has come, with the consent that its batch names. */
  const told = () =>
    stage.recorder.bodies.flatMap(body => {
      const { events, context } = JSON.parse(body) as Batch
      return events.map(event => ({ ...event, consent: context.consent }))
    })
  const stored = async (): Promise<string[]> =>
    (JSON.parse((await stage.person.run(STORED)) as string) as string[]).filter(text => text.includes('_sojourn'))
  /** The page is left and gone, and a word that was sent after it has come: what it had to say is here too. */
  const leave = async () => {
    await stage.person.goto('/bare')
    const left = await stored()
    await stage.person.close()
    stage.person = await meet(stage.browser, stage.recorder)
    await stage.person.goto('/bare')
    await stage.person.run(`navigator.sendBeacon('/last')`)
    await until(async () => stage.recorder.posts.some(({ path }) => path === '/last'), 'the last word')
    return left
  }

  test.each(TRANSITIONS)('$from, then $to', async ({ from, to }) => {
    const tag = `<script src="/sojourn.js" data-endpoint="/collect" data-consent="${from}"></script>`
    stage.recorder.pages.set('/start', { tag, body: '<button id="go">Go</button>' })
    await stage.person.goto('/start')
    await stage.person.run(`sojourn.track('before')`)
    if (from === 'granted') await until(async () => (await stored()).length > 0, 'something in storage')
    else expect(await stored()).toEqual([])
    if (!runs(from)) expect(stage.recorder.bodies).toEqual([])

    await stage.person.run(`sojourn.consent('${to}')`)
    await stage.person.click('#go')
    await stage.person.run(`sojourn.track('after'); sojourn.cart.add({ item_id: 'A' }); sojourn.remember('a', 1)`)
    const session = (await stage.person.run('sojourn.session()')) as { id: string } | null

    if (to !== 'granted') expect(await stored()).toEqual([])
    else expect(await stage.person.run('document.cookie')).toMatch(new RegExp(`_sojourn[^;]*${session?.id}`))
    if (!runs(to)) expect(session).toBeNull()
    const left = await leave()
    if (to !== 'granted') expect(left).toEqual([])

    const events = told()
    const fates = (name: string) => [
      ...new Set(events.filter(event => event.name === name).map(({ consent }) => consent)),
    ]
    const expected = runs(to) ? [to] : []
    expect(fates('after')).toEqual(expected)
    expect(fates('click')).toEqual(expected)
    expect(fates('add_to_cart')).toEqual(expected)
    expect(fates('before')).toEqual([FATE[from](to) ?? []].flat())
    // No farewell: what was counted under a choice that is taken back does not leave with it.
    if (!runs(to)) expect(events.map(({ name }) => name)).toEqual([])
    else
      expect(new Set(events.filter(({ name }) => name === 'after').map(event => event.session))).toEqual(
        new Set([session?.id]),
      )
    // The page that is shown belongs to the session that begins with the choice, and nobody left it.
    if (runs(to)) {
      const own = events
        .filter(event => event.session === session?.id)
        // One of two beacons may overtake the other.
        .sort((a, b) => a.seq - b.seq)
        .map(({ name }) => name)
      expect(own.slice(0, 2)).toEqual(['session_start', 'page_view'])
    }
    if (from === 'denied' && runs(to))
      expect(events.find(({ name }) => name === 'session_start')?.props.reason).toBe('consent')
  })

  test.each(STATES.filter(to => to !== 'granted'))(
    'granted, then %s: the copies of a durable queue are gone',
    async to => {
      const tag = '<script src="/sojourn.js" data-endpoint="/collect" data-durable="true"></script>'
      stage.recorder.pages.set('/start', { tag, body: '' })
      await stage.person.goto('/start')
      await stage.person.run(`sojourn.cart.add({ item_id: 'A' })`)
      await until(async () => (await stage.person.run(COPIES)) === 1, 'a copy')
      await stage.person.run(`sojourn.consent('${to}')`)
      await until(async () => (await stage.person.run(COPIES)) === 0, 'no copy')
      await stage.person.run(`sojourn.cart.add({ item_id: 'B' })`)
      await leave()
      expect(await stage.person.run(COPIES)).toBe(0)
    },
  )

  test('a choice that is made again changes nothing', async () => {
    stage.recorder.pages.set('/start', '<button id="go">Go</button>')
    await stage.person.goto('/start')
    await stage.person.run(`for (let i = 0; i < 5; i++) sojourn.consent('granted'); sojourn.consent('nonsense')`)
    const seen = await stage.person.told()
    expect(seen.filter(({ name }) => name === 'session_start')).toHaveLength(1)
    expect(seen.filter(({ name }) => name === 'page_view')).toHaveLength(1)
  })

  test('while it is pending the first 100 are kept, with their time; granted sends them once', async () => {
    const tag = '<script src="/sojourn.js" data-endpoint="/collect" data-consent="pending"></script>'
    stage.recorder.pages.set('/start', { tag, body: '' })
    await stage.person.goto('/start')
    const at = (await stage.person.run(
      `(() => { for (let i = 1; i <= 120; i++) sojourn.track('seen', { i }); return Date.now() })()`,
    )) as number
    await until(async () => ((await stage.person.run('Date.now()')) as number) > at + 50, 'the clock has moved on')
    await stage.person.run(`sojourn.consent('granted'); sojourn.consent('granted')`)
    const seen = await stage.person.told()
    const held = seen.filter(({ name }) => name === 'seen' || name === 'page_view')
    expect(held).toHaveLength(100)
    expect(held[0]?.name).toBe('page_view')
    expect(held.every(({ time }) => time <= at)).toBe(true)
    // 121 with the page view.
    expect((JSON.parse(stage.recorder.bodies.at(-1) ?? '') as Batch).dropped).toBe(21)
  })

  test('while it is pending the page view has its place, however much was told before it', async () => {
    const tag = '<script src="/sojourn.js" data-endpoint="/collect" data-consent="pending"></script>'
    const body = `<script>for (let i = 1; i <= 120; i++) sojourn.track('early', { i })</script>`
    stage.recorder.pages.set('/start', { tag, body })
    await stage.person.goto('/start')
    await stage.person.run(`sojourn.consent('granted')`)
    const names = (await stage.person.told()).map(({ name }) => name)
    expect(names.filter(name => name === 'page_view')).toHaveLength(1)
    expect(names.filter(name => name === 'early')).toHaveLength(99)
  })

  test('Global Privacy Control is a refusal, unless the site says otherwise', async () => {
    const gpc = `<script>Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', { get: () => true })</script>`
    const tag = (more: string) => `${gpc}<script src="/sojourn.js" data-endpoint="/collect" ${more}></script>`
    for (const [path, more] of [
      ['/refused', ''],
      ['/cookieless', 'data-gpc="cookieless"'],
      ['/granted', 'data-consent="granted"'],
      ['/ignored', 'data-gpc="ignore"'],
      ['/said', 'data-consent="cookieless"'],
      ['/waiting', 'data-consent="pending" data-gpc="cookieless"'],
    ] as const) {
      stage.recorder.pages.set(path, { tag: tag(more), body: '' })
      await stage.person.goto(path)
      await stage.person.run(`sojourn.track('on_page')`)
      await leave()
    }
    const seen = told().filter(({ name }) => name === 'on_page')
    const unique = [...new Set(seen.map(({ url, consent }) => `${new URL(url).pathname} ${consent}`))]
    expect(unique.sort()).toEqual(['/cookieless cookieless', '/granted granted', '/ignored granted'])
  })
})
