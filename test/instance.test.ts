import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { captureAll } from '../src/capture/capture'
import type { Batch } from '../src/events'
import { createInstance } from '../src/instance'
import type { Options } from '../src/options'

const bodies: string[] = []
let api: ReturnType<typeof createInstance>['api']
const start = (options: Partial<Options> = {}) => {
  api = createInstance(captureAll).api
  api.init({ endpoint: '/collect', ...options })
  vi.advanceTimersByTime(300)
}
const sent = () => bodies.map(body => JSON.parse(body) as Batch)
const act = () => {
  const button = document.createElement('button')
  document.body.replaceChildren(button)
  const event = new MouseEvent('click', { bubbles: true, composed: true, detail: 1 })
  Object.defineProperty(event, 'isTrusted', { value: true })
  button.dispatchEvent(event)
  api.track('seen')
  api.flush()
  window.dispatchEvent(new Event('pagehide'))
  vi.advanceTimersByTime(60_000)
}

beforeEach(() => {
  vi.useFakeTimers()
  bodies.length = 0
  Object.defineProperty(navigator, 'sendBeacon', {
    configurable: true,
    value: (_: string, body: string) => !!bodies.push(body),
  })
  vi.stubGlobal('fetch', async (_: string, { body }: { body: string }) => {
    bodies.push(body)
    return { status: 204, headers: new Headers() }
  })
})
afterEach(() => {
  api.destroy()
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
  vi.useRealTimers()
  localStorage.clear()
})

describe('init() once more', () => {
  test.each([
    [
      'with the same options in any order, says nothing',
      { timeout: 60_000, endpoint: '/collect', debug: undefined },
      [],
    ],
    ['with others, says that the first stay', { endpoint: '/collect' }, [expect.stringMatching('E_INIT')]],
  ])('%s', (_, again, said) => {
    const errors = vi.spyOn(console, 'error').mockImplementation(() => {})
    start({ timeout: 60_000 })
    expect(api.init(again as Options)).toBe(api)
    expect(errors.mock.calls.flat()).toEqual(said)
  })
})

describe('A crawler that says so', () => {
  beforeEach(() => {
    vi.spyOn(navigator, 'userAgent', 'get').mockReturnValue('Mozilla/5.0 (compatible; Examplebot/2.1)')
    vi.spyOn(navigator, 'webdriver', 'get').mockReturnValue(false)
  })

  test('is not told, by default', () => {
    start()
    act()
    expect(bodies).toEqual([])
    expect(api.session()).toBeNull()
  })

  test.each([
    ['flag', true],
    ['allow', false],
  ] as const)("is told where bots is '%s', marked: %s", (bots, automation) => {
    start({ bots })
    act()
    expect(sent().flatMap(({ events }) => events.map(({ name }) => name))).toContain('seen')
    expect(new Set(sent().map(({ context }) => context.automation))).toEqual(new Set([automation]))
  })
})

test('a driven browser is told, and marked', () => {
  vi.spyOn(navigator, 'webdriver', 'get').mockReturnValue(true)
  start()
  act()
  expect(sent().length).toBeGreaterThan(0)
  expect(sent().every(({ context }) => context.automation)).toBe(true)
})

describe('What a person did', () => {
  /** An event as the browser makes it: nothing else can. */
  const by = (on: Element, event: Event) => {
    Object.defineProperty(event, 'isTrusted', { value: true })
    on.dispatchEvent(event)
  }
  const show = (html: string) => {
    document.body.innerHTML = html
    return document.body.firstElementChild as Element
  }
  const events = () => sent().flatMap(({ events }) => events)

  test('with what declares an event of its own is counted as that of a person', () => {
    start()
    by(
      show('<button data-sojourn="plan_click">Plans</button>'),
      new MouseEvent('click', { bubbles: true, composed: true, detail: 1 }),
    )
    window.dispatchEvent(new Event('pagehide'))
    expect(events().map(({ name }) => name)).toContain('plan_click')
    expect(events().find(({ name }) => name === 'page_leave')?.props).toMatchObject({ interactions: 1 })
  })

  test('with a form is written ahead at once: the page may be gone in a moment', () => {
    start()
    by(show('<form id="search"></form>'), new Event('submit', { bubbles: true }))
    expect(Object.values(localStorage).join()).toContain('"name":"form_submit"')
  })

  test('with an element that its handler changes is told as it was', () => {
    start()
    const button = show('<button id="go" data-testid="before">Add</button>')
    button.addEventListener('click', () => {
      button.setAttribute('data-testid', 'after')
      button.textContent = 'Added'
      button.remove()
    })
    by(button, new MouseEvent('click', { bubbles: true, composed: true, detail: 1 }))
    api.flush()
    expect(events().find(({ name }) => name === 'click')?.props.el).toMatchObject({
      label: 'Add',
      testid: 'before',
      path: 'html>body>button#go',
    })
  })

  test('with a link is told by the address it had, wherever its handler went', () => {
    history.replaceState(null, '', '/shop/mugs')
    start()
    const link = show('<a href="?page=2">Next</a>')
    link.addEventListener('click', () => history.pushState(null, '', '/other/place'))
    by(link, new MouseEvent('click', { bubbles: true, composed: true, detail: 1 }))
    const form = show('<form action="find"></form>')
    form.addEventListener('submit', () => history.pushState(null, '', '/a/b/c'))
    by(form, new Event('submit', { bubbles: true }))
    api.flush()
    const hrefOf = (name: string) => events().find(event => event.name === name)?.props
    expect(hrefOf('click')?.href).toBe('https://shop.example/shop/mugs')
    expect(hrefOf('form_submit')?.action).toBe('https://shop.example/other/find')
  })

  test('with a button that is ignored in a form tells the form alone', () => {
    start()
    const form = show('<form><p data-sojourn-ignore><button id="canary" formaction="/canary"></button></p></form>')
    const event = new Event('submit', { bubbles: true })
    Object.defineProperty(event, 'submitter', { value: form.querySelector('button') })
    by(form, event)
    api.flush()
    expect(events().map(({ name }) => name)).toContain('form_submit')
    expect(bodies.join()).not.toContain('canary')
  })

  test('with a select that adds to the cart has the quantity of its item', () => {
    start()
    const html =
      '<div data-sojourn-item="A" data-sojourn-quantity="3"><select data-sojourn="add_to_cart"></select></div>'
    by(show(html).firstElementChild as Element, new Event('change', { bubbles: true }))
    api.flush()
    const { props } = events().find(({ name }) => name === 'add_to_cart') ?? {}
    expect(props).toMatchObject({ items: [{ item_id: 'A', quantity: 3 }] })
    expect(props).not.toHaveProperty('previous_quantity')
  })

  test('with a form that is ignored is not told, not even by hand', () => {
    start()
    const form = show('<form data-sojourn-ignore></form>')
    api.formSubmit(form as HTMLFormElement)
    by(form, new Event('submit', { bubbles: true }))
    api.flush()
    expect(events().map(({ name }) => name)).not.toContain('form_submit')
  })
})

describe('A choice', () => {
  const sign = (name: string) => {
    // biome-ignore lint/suspicious/noDocumentCookie: what an earlier visit has left
    document.cookie = `_sojourn=${name}; Path=/; Max-Age=600`
  }
  const clear = () => {
    // biome-ignore lint/suspicious/noDocumentCookie: as above
    for (const pair of document.cookie.split('; ')) document.cookie = `${pair.split('=')[0]}=; Path=/; Max-Age=0`
  }
  beforeEach(clear)
  afterEach(clear)

  test('of denied is still one for who starts again', () => {
    api = createInstance(captureAll).api
    api.consent('granted')
    api.init({ endpoint: '/collect' })
    api.consent('denied')
    api.destroy()
    api.init({ endpoint: '/collect' })
    vi.advanceTimersByTime(300)
    act()
    expect([bodies, document.cookie]).toEqual([[], ''])
  })

  test('that is none is no choice', () => {
    api = createInstance(captureAll).api
    api.consent('yes' as never)
    api.init({ endpoint: '/collect' })
    vi.advanceTimersByTime(300)
    act()
    expect(bodies).not.toEqual([])
  })

  test('of denied wipes what an earlier visit has stored, on a page that began cookieless, too', () => {
    sign('left')
    start({ consent: 'cookieless' })
    api.consent('denied')
    expect(document.cookie).not.toContain('left')
  })

  test('of granted leaves what an earlier visit has stored, on a page that began cookieless', () => {
    start()
    act()
    const { id } = api.session() ?? {}
    expect(api.remember('colour', 'blue')).toBe(true)
    api.destroy()
    start({ consent: 'cookieless' })
    api.consent('granted')
    vi.advanceTimersByTime(300)
    expect(api.session()?.id).toBe(id)
    expect(api.recall('colour')).toBe('blue')
  })

  test('of denied leaves nobody who listens to what people do', () => {
    const heard: string[] = []
    for (const target of [window, document] as EventTarget[]) {
      const { addEventListener, removeEventListener } = target
      vi.spyOn(target, 'addEventListener').mockImplementation((...args) => {
        heard.push(args[0])
        addEventListener.apply(target, args)
      })
      vi.spyOn(target, 'removeEventListener').mockImplementation((...args) => {
        heard.splice(heard.indexOf(args[0]), 1)
        removeEventListener.apply(target, args)
      })
    }
    start()
    expect(heard).toEqual(expect.arrayContaining(['click', 'scroll', 'submit', 'pagehide']))
    api.consent('denied')
    // What is left hears of the network, the policy and other tabs.
    expect(new Set(heard)).toEqual(new Set(['online', 'securitypolicyviolation', 'storage']))
  })

  test('of denied in the middle of an announcement is the last word', () => {
    api = createInstance(captureAll).api
    api.init({ endpoint: '/collect' })
    api.onSession(kind => kind === 'start' && api.consent('denied'))
    vi.advanceTimersByTime(1000)
    act()
    expect([bodies, document.cookie, Object.keys(localStorage)]).toEqual([[], '', []])
  })
})

test('A prototype that a page has polluted reaches no request', () => {
  const inits: RequestInit[] = []
  vi.stubGlobal('fetch', async (_: string, init: RequestInit) => {
    inits.push(init)
    return { status: 204, headers: new Headers() }
  })
  vi.stubGlobal('fetchLater', (_: string, init: RequestInit) => inits.push(init))
  Object.defineProperty(navigator, 'sendBeacon', { configurable: true, value: () => false })
  start()
  act()
  Object.assign(Object.prototype, { referrer: 'polluted', mode: 'polluted' })
  const seen = inits.map(({ referrer, mode }) => [referrer, mode])
  Reflect.deleteProperty(Object.prototype, 'referrer')
  Reflect.deleteProperty(Object.prototype, 'mode')
  expect(seen.length).toBeGreaterThan(1)
  expect(seen.flat().filter(Boolean)).toEqual([])
})

describe('A page that is prerendered', () => {
  const setPrerendering = (value: boolean) =>
    Object.defineProperty(document, 'prerendering', { configurable: true, value })
  const activate = () => {
    setPrerendering(false)
    document.dispatchEvent(new Event('prerenderingchange'))
    vi.advanceTimersByTime(300)
  }
  beforeEach(() => setPrerendering(true))
  afterEach(() => setPrerendering(false))

  test('is told once it is seen, with what it called before', () => {
    const cookie = vi.spyOn(document, 'cookie', 'set')
    start()
    api.track('early')
    api.flush()
    vi.advanceTimersByTime(60_000)
    expect([bodies, localStorage.length, cookie.mock.calls]).toEqual([[], 0, []])
    activate()
    api.flush()
    const names = sent().flatMap(({ events }) => events.map(({ name }) => name))
    expect(names).toEqual(expect.arrayContaining(['early', 'page_view']))
  })

  test('and is denied before it is seen stays untold', () => {
    start()
    api.consent('denied')
    activate()
    act()
    expect([bodies, document.cookie]).toEqual([[], ''])
  })
})

describe('destroy()', () => {
  test('takes back every listener, and nothing is sent after it', () => {
    const attached = new Map<string, number>()
    for (const [method, step] of [
      ['addEventListener', 1],
      ['removeEventListener', -1],
    ] as const)
      for (const [what, on] of [
        ['window', window],
        ['document', document],
      ] as const) {
        const theirs = on[method].bind(on) as (...args: unknown[]) => void
        vi.spyOn(on as EventTarget, method).mockImplementation((...args: unknown[]) => {
          const key = `${what} ${args[0]}`
          attached.set(key, (attached.get(key) ?? 0) + step)
          theirs(...args)
        })
      }
    const { pushState } = history
    start({ capture: { views: true } })
    expect([...attached.values()].some(count => count > 0)).toBe(true)
    act()
    api.destroy()
    expect([...attached].filter(([, count]) => count !== 0)).toEqual([])
    expect(history.pushState).toBe(pushState)
    bodies.length = 0
    act()
    expect(bodies).toEqual([])
    expect(api.session()).toBeNull()
  })

  test('sends what was told before it, also when the session is not settled yet', () => {
    api = createInstance(captureAll).api
    api.init({ endpoint: '/collect' })
    api.track('seen')
    api.destroy()
    expect(sent().flatMap(({ events }) => events.map(({ name }) => name))).toContain('seen')
  })

  test('lets the page begin anew', () => {
    start()
    api.destroy()
    start()
    act()
    expect(sent().flatMap(({ events }) => events.map(({ name }) => name))).toContain('seen')
  })
})
