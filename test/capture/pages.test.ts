import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Stop } from '../../src/browser/listen'
import { capturePages } from '../../src/capture/pages'
import type { Options, Settings } from '../../src/options'
import { resolveOptions } from '../../src/resolveOptions'

const stops: Stop[] = []
const shown: string[] = []
let changes = 0

const open = (options: Partial<Options> = {}) => {
  const settings = resolveOptions({ endpoint: '/collect', ...options }) as Settings
  return capturePages({
    settings,
    stops,
    onPage: nav => shown.push(nav),
    onAddress: () => changes++,
    emit: () => {},
    declare: () => {},
    redact: url => url,
  })
}

beforeEach(() => {
  vi.useFakeTimers()
  shown.length = changes = 0
  history.replaceState(null, '', '/start')
})
afterEach(() => {
  for (const stop of stops.splice(0)) stop()
  vi.useRealTimers()
  vi.restoreAllMocks()
})

describe('A page view by hand', () => {
  test('joins an automatic one of the second before', () => {
    const { view } = open()
    vi.advanceTimersByTime(900)
    view('manual')
    expect(shown).toEqual(['load'])
  })

  test('is one of its own after that', () => {
    const { view } = open()
    vi.advanceTimersByTime(1100)
    view('manual')
    expect(shown).toEqual(['load', 'manual'])
  })

  test('is one of its own after another by hand', () => {
    const { view } = open({ capture: { pages: false } })
    view('manual')
    view('manual')
    expect(shown).toEqual(['manual', 'manual'])
  })

  test('is the only one where no others are counted', () => {
    const { view } = open({ capture: { pages: false } })
    view('bfcache')
    expect(shown).toEqual([])
    view('manual')
    expect(shown).toEqual(['manual'])
  })
})

test('a page that is about to go is told so once, before anything of the next one is there', () => {
  open()
  history.pushState(null, '', '/a')
  history.replaceState(null, '', '/b')
  expect(changes).toBe(1)
  vi.advanceTimersByTime(1)
  history.pushState(null, '', '/c')
  expect(changes).toBe(2)
})

test.each([
  ['a step back is one though the router replaces at once', ['popstate', 'replace'], 'traverse'],
  ['a redirect is a push', ['push', 'replace'], 'push'],
  ['a push is one though its router has replaced before', ['replace', 'push'], 'push'],
])('%s', (_, steps, nav) => {
  open()
  for (const step of steps)
    if (step === 'popstate') window.dispatchEvent(new Event('popstate'))
    else history[step === 'push' ? 'pushState' : 'replaceState'](null, '', '/other')
  vi.advanceTimersByTime(1)
  expect(shown).toEqual(['load', nav])
})

test('a page that nobody has seen yet is not counted before it is', () => {
  const seen = vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden')
  open()
  expect(shown).toEqual([])
  seen.mockReturnValue('visible')
  document.dispatchEvent(new Event('visibilitychange'))
  expect(shown).toEqual(['load'])
})

test('a pageKey that throws leaves the path to decide', () => {
  const pageKey = () => {
    throw new Error('theirs')
  }
  open({ pageKey })
  history.pushState(null, '', '/start?x=1')
  vi.advanceTimersByTime(1)
  history.pushState(null, '', '/other')
  vi.advanceTimersByTime(1)
  expect(shown).toEqual(['load', 'push'])
})

test('undone, it leaves History as it was', () => {
  const { pushState } = history
  open()
  expect(history.pushState).not.toBe(pushState)
  for (const stop of stops.splice(0)) stop()
  expect(history.pushState).toBe(pushState)
})

test('what is still being parsed is no page yet', () => {
  const state = vi.spyOn(document, 'readyState', 'get').mockReturnValue('loading')
  open()
  expect(shown).toEqual([])
  state.mockReturnValue('interactive')
  document.dispatchEvent(new Event('DOMContentLoaded'))
  expect(shown).toEqual(['load'])
})

test('an element that is called navigation is no Navigation API', () => {
  vi.stubGlobal('navigation', document.createElement('nav'))
  open()
  history.pushState(null, '', '/other')
  vi.advanceTimersByTime(1)
  vi.unstubAllGlobals()
  expect(shown).toEqual(['load', 'push'])
})
