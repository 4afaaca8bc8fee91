import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Stop } from '../../src/browser/listen'
import { captureActivity, captureScroll, createStopwatch } from '../../src/capture/engagement'

const MINUTE = 60_000
const stops: Stop[] = []

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] })
})
afterEach(() => {
  for (const stop of stops.splice(0)) stop()
  vi.useRealTimers()
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

describe('Engaged time', () => {
  test('runs for 30 s after each input', () => {
    const watch = createStopwatch()
    watch.push()
    vi.advanceTimersByTime(20_000)
    watch.push()
    vi.advanceTimersByTime(5 * MINUTE)
    expect(watch.total()).toBe(50_000)
    vi.advanceTimersByTime(MINUTE)
    expect(watch.total()).toBe(50_000)
  })

  test('stands still while the page is hidden', () => {
    const watch = createStopwatch()
    watch.push()
    vi.advanceTimersByTime(1000)
    watch.pause()
    vi.advanceTimersByTime(5000)
    watch.resume()
    vi.advanceTimersByTime(2000)
    expect(watch.total()).toBe(3000)
  })

  test('stands still while the page is hidden, however often it is asked for', () => {
    const watch = createStopwatch()
    watch.push()
    watch.pause()
    expect(watch.total()).toBe(0)
    vi.advanceTimersByTime(2000)
    expect(watch.total()).toBe(0)
  })

  test('does not begin before somebody does something', () => {
    const watch = createStopwatch()
    vi.advanceTimersByTime(5000)
    expect(watch.total()).toBe(0)
  })
})

describe('Input', () => {
  const seen = (visible: boolean, trusted: boolean, type = 'keydown') => {
    let count = 0
    stops.push(captureActivity(() => count++))
    vi.spyOn(document, 'visibilityState', 'get').mockReturnValue(visible ? 'visible' : 'hidden')
    const event = new Event(type, { bubbles: true })
    Object.defineProperty(event, 'isTrusted', { value: trusted })
    document.body.dispatchEvent(event)
    return count
  }

  test('counts if a person makes it on a page that is seen', () => {
    expect(seen(true, true)).toBe(1)
  })

  test.each('pointerdown click keydown touchstart touchmove wheel'.split(' '))('is %s', type => {
    expect(seen(true, true, type)).toBe(1)
  })

  test.each('scroll submit pointermove focusin'.split(' '))(
    'is not %s: scripts cause it too, or nobody meant it',
    type => {
      expect(seen(true, true, type)).toBe(0)
    },
  )

  test('by a script is none', () => {
    expect(seen(true, false)).toBe(0)
  })

  test('on a hidden page is none', () => {
    expect(seen(false, true)).toBe(0)
  })
})

describe('Scroll depth', () => {
  const lay = (height: number, top: number) => {
    Object.defineProperty(document.documentElement, 'scrollHeight', { configurable: true, value: height })
    Object.defineProperty(window, 'scrollY', { configurable: true, value: top })
    Object.defineProperty(window, 'innerHeight', { configurable: true, value: 500 })
  }
  const start = () => {
    const scroll = captureScroll()
    stops.push(scroll.watch())
    return scroll
  }

  test('is the furthest that was seen, in percent', () => {
    lay(2000, 0)
    const scroll = start()
    expect(scroll.depth()).toBe(25)
    lay(2000, 1000)
    window.dispatchEvent(new Event('scroll'))
    lay(2000, 0)
    expect(scroll.depth()).toBe(75)
  })

  test('is never above 100, and a page of no height has none', () => {
    lay(1000, 900)
    expect(start().depth()).toBe(100)
    lay(0, 0)
    vi.stubGlobal('innerHeight', 0)
    expect(start().depth()).toBe(0)
  })

  test('begins anew with each page', () => {
    lay(2000, 1500)
    const scroll = start()
    scroll.depth()
    scroll.reset()
    lay(2000, 0)
    expect(scroll.depth()).toBe(25)
  })
})
