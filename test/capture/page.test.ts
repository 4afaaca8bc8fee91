import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createStopwatch } from '../../src/capture/engagement'
import { type Arrival, createPage, type Told } from '../../src/capture/page'
import { createRedact } from '../../src/capture/redact'

const views: [Told, Arrival][] = []
const leaves: Told[] = []
let stop = () => {}

const open = (rewrite: (url: string) => string = url => url, query = ['utm_source']) => {
  const page = createPage({
    redact: createRedact(rewrite, query),
    stopwatch: createStopwatch(),
    onView: (view, arrival) => views.push([view, arrival]),
    onLeave: leave => leaves.push(leave),
  })
  stop = page.watch()
  return page
}
const referrer = (from: string) => vi.spyOn(document, 'referrer', 'get').mockReturnValue(from)

beforeEach(() => {
  views.length = leaves.length = 0
  document.title = 'Mugs of jane@example.org'
  history.replaceState(null, '', '/mugs?utm_source=news&token=x')
})
afterEach(() => {
  stop()
  vi.restoreAllMocks()
})

describe('A page view', () => {
  test('says where it is, how it came about, and where from', () => {
    referrer('https://other.example/search?q=secret')
    open().show('load')
    expect(views).toMatchObject([
      [
        {
          name: 'page_view',
          page: 1,
          url: 'https://shop.example/mugs?utm_source=news',
          props: { path: '/mugs', nav: 'load', referrer: 'https://other.example' },
        },
        'view',
      ],
    ])
  })

  test('is of the same page as what was told before it', () => {
    const page = open()
    expect(page.tell('early', {}).page).toBe(1)
    page.show('load')
    expect([views[0]?.[0].page, page.tell('after', {}).page]).toEqual([1, 1])
  })

  test('comes from the page before it, of the same site', () => {
    referrer('https://shop.example/reset/9f8e7d6c5b4a39281706f5e4d3c2b1a0?q=secret')
    const page = open()
    page.show('load')
    history.replaceState(null, '', '/tea')
    page.show('push')
    expect(views.map(([{ props }]) => props.referrer)).toEqual([
      'https://shop.example/reset/*',
      'https://shop.example/mugs?utm_source=news',
    ])
    expect(views.map(([{ page }]) => page)).toEqual([1, 2])
  })

  test('has the title that its page has when it is sealed, scrubbed', () => {
    const page = open()
    page.show('load')
    document.title = 'Tea for jane@example.org'
    const [[view] = []] = views
    view?.finish?.(view.props)
    expect(view?.props.title).toBe('Tea for ***')
  })

  test('keeps the title that the site has said', () => {
    const page = open()
    page.show('manual')
    const [[view] = []] = views
    Object.assign(view?.props ?? {}, { title: 'Step 2' })
    view?.finish?.(view.props)
    expect(view?.props.title).toBe('Step 2')
  })

  test('is told though an element is called title', () => {
    const page = open()
    page.show('load')
    vi.spyOn(document, 'title', 'get').mockReturnValue(document.createElement('form') as never)
    const [[view] = []] = views
    view?.finish?.(view.props)
    expect(view?.props.title).toBe('')
  })

  test.each([
    ['https://intranet.example:8443/search?q=secret', 'https://intranet.example:8443'],
    ['https://hidden.example/search', ''],
    ['android-app://com.example.news/', 'android-app:'],
    ['', ''],
  ])('comes from %s as %j', (from, told) => {
    referrer(from)
    open(url => (url.includes('hidden.example') ? '' : url)).show('load')
    expect(views[0]?.[0].props.referrer).toBe(told)
  })

  test('in a hidden tab is no sign that somebody is there', () => {
    vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden')
    const push = vi.fn()
    createPage({
      redact: url => url,
      stopwatch: { ...createStopwatch(), push },
      onView: () => {},
      onLeave: () => {},
    }).show('push')
    expect(push).not.toHaveBeenCalled()
  })

  test('keeps its title while it is not decided yet whether another page is shown', () => {
    const page = open()
    page.show('load')
    history.replaceState(null, '', '/tea')
    page.bind()
    document.title = 'Tea'
    const [[view] = []] = views
    view?.finish?.(view.props)
    expect(view?.props.title).toBe('Mugs of ***')
  })

  test('takes a later title where the address is still that of the same page', () => {
    const page = open()
    page.show('load')
    history.replaceState(null, '', '/mugs?utm_source=news&token=y')
    page.bind()
    document.title = 'All mugs'
    const [[view] = []] = views
    view?.finish?.(view.props)
    expect(view?.props.title).toBe('All mugs')
  })

  test('does not take the title of the page after it', () => {
    const page = open()
    page.show('load')
    page.bind()
    document.title = 'Tea'
    page.show('push')
    const [[view] = []] = views
    view?.finish?.(view.props)
    expect(view?.props.title).toBe('Mugs of ***')
  })

  test.each([
    ['traverse', 'return'],
    ['bfcache', 'return'],
    ['push', 'view'],
    ['manual', 'view'],
  ] as const)('by %s is a %s', (nav, arrival) => {
    open().show(nav)
    expect(views[0]?.[1]).toBe(arrival)
  })
})

describe('A page leave', () => {
  test('is said of the page that was shown, when another one is', () => {
    const page = open()
    page.show('load')
    history.replaceState(null, '', '/tea')
    page.show('push')
    expect(leaves).toMatchObject([
      { name: 'page_leave', page: 1, url: 'https://shop.example/mugs?utm_source=news', props: { reason: 'navigate' } },
    ])
  })

  test('is not said again when a page comes back: it was said when it went', () => {
    const page = open()
    page.show('load')
    page.leave('hidden')
    page.show('bfcache')
    expect(leaves).toHaveLength(1)
  })

  test('is not said where there was no view', () => {
    open().leave('hidden')
    expect(leaves).toEqual([])
  })
})

test.each<[string, (url: string) => string, string, string]>([
  ['hides a part', url => url.replace('mugs', 'x'), 'https://shop.example/x?utm_source=news', '/x'],
  [
    'throws',
    () => {
      throw new Error('x')
    },
    '',
    '',
  ],
])('A redactUrl that %s holds for address, path, referrer and campaign', (_, rewrite, url, path) => {
  referrer('https://shop.example/mugs')
  const page = open(rewrite)
  page.show('load')
  expect(views[0]?.[0]).toMatchObject({ url, props: { path } })
  expect(views[0]?.[0].props.referrer).toBe(url.replace(/\?.*/, ''))
  expect(page.tell('opened', {}).url).toBe(url)
  expect(page.campaign()).toEqual((url && { utm_source: 'news' }) || {})
})

test('A campaign is what the utm fields say, whatever else of a query is kept', () => {
  history.replaceState(null, '', '/mugs?page=2&utm_source=news')
  const page = open(url => url, ['page', 'utm_source'])
  page.show('load')
  expect(page.tell('opened', {}).url).toBe('https://shop.example/mugs?page=2&utm_source=news')
  expect(page.campaign()).toEqual({ utm_source: 'news' })
})

test('An early call has the time and the address it was made at', () => {
  const page = open()
  page.replay(5, 'https://shop.example/early#x', () => {
    expect(page.tell('opened', {})).toMatchObject({ time: 5, url: 'https://shop.example/early' })
  })
  expect(page.tell('opened', {}).time).toBeGreaterThan(5)
})

test('a page that is left says its own address, time and depth, not those of the next one', () => {
  vi.useFakeTimers({ toFake: ['performance'] })
  const lay = (height: number, top: number) => {
    Object.defineProperty(document.documentElement, 'scrollHeight', { configurable: true, value: height })
    Object.defineProperty(window, 'scrollY', { configurable: true, value: top })
    Object.defineProperty(window, 'innerHeight', { configurable: true, value: 500 })
  }
  lay(2000, 1000)
  const page = open()
  page.show('load')
  vi.advanceTimersByTime(5000)
  page.bind()
  history.replaceState(null, '', '/tea')
  lay(500, 0)
  page.show('push')
  lay(2000, 0)
  vi.advanceTimersByTime(2000)
  page.leave('hidden')
  vi.useRealTimers()
  expect(leaves.map(({ url, props }) => [url, props.engaged_ms, props.scroll_pct])).toEqual([
    ['https://shop.example/mugs?utm_source=news', 5000, 75],
    ['https://shop.example/tea', 2000, 25],
  ])
})
