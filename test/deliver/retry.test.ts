import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createNote } from '../../src/browser/storage'
import { post, UNREAD } from '../../src/deliver/request'
import { createBackoff } from '../../src/deliver/retry'

const KEY = '_sojourn_wait'
const NOW = Date.UTC(2026, 5, 1)
const MINUTE = 60_000
const HOUR = 60 * MINUTE

beforeEach(() => {
  vi.useFakeTimers({ now: NOW, toFake: ['Date', 'performance'] })
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
  localStorage.clear()
})

/** Fails once more whenever it may try again. */
const failing = (times: number, floor = 0) => {
  const backoff = createBackoff(createNote(KEY, () => true))
  for (let i = 0; i < times; i++) {
    vi.advanceTimersByTime(Math.max(0, backoff.wait()))
    backoff.fail(floor)
  }
  return backoff
}

describe('After a failure', () => {
  test('the wait is random below 2ᵏ s, never under half a second', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), fc.double({ min: 0, max: 0.999, noNaN: true }), (k, random) => {
        vi.spyOn(Math, 'random').mockReturnValue(random)
        expect(failing(k).wait()).toBe(Math.ceil(Math.max(500, 2 ** k * 1000 * random)))
      }),
    )
  })

  test('Retry-After is the floor', () => {
    expect(failing(1, 90_000).wait()).toBe(90_000)
  })

  test('the time comes', () => {
    const backoff = failing(1, 90_000)
    vi.advanceTimersByTime(90_000)
    expect(backoff.wait()).toBeLessThanOrEqual(0)
  })

  test('success forgets it', () => {
    const backoff = failing(3)
    backoff.reset()
    expect([backoff.hasFailed(), backoff.wait() <= 0]).toEqual([false, true])
  })
})

describe('What fails together', () => {
  test('has failed once', () => {
    vi.spyOn(Math, 'random').mockReturnValue(0.9)
    const backoff = failing(1)
    for (let i = 0; i < 20; i++) backoff.fail(0)
    expect([backoff.hasFailed(2), backoff.wait()]).toEqual([false, 1800])
  })

  test('waits for the longest that was asked', () => {
    const backoff = failing(1, 90_000)
    backoff.fail(0)
    expect(backoff.wait()).toBe(90_000)
  })
})

describe('After six failures', () => {
  test('all tabs wait, and no longer than five minutes', () => {
    vi.spyOn(Math, 'random').mockReturnValue(0)
    expect(failing(6).isDown()).toBe(true)
    expect(createBackoff(createNote(KEY, () => true)).wait()).toBe(64_000)
    expect(failing(26).wait()).toBe(5 * MINUTE)
    expect(createBackoff(createNote(KEY, () => true)).wait()).toBe(5 * MINUTE)
  })

  test('tabs come back one after the other', () => {
    failing(6)
    vi.spyOn(Math, 'random').mockReturnValueOnce(0.2).mockReturnValueOnce(0.8)
    const waits = [0, 1].map(() => createBackoff(createNote(KEY, () => true)).wait())
    expect(waits).toEqual([65_000, 68_000])
  })

  test('while one asks, however long the answer takes, the others wait', () => {
    const asking = failing(6)
    vi.advanceTimersByTime(asking.wait())
    const other = createBackoff(createNote(KEY, () => true))
    vi.advanceTimersByTime(Math.max(0, other.wait()))
    asking.probe()
    expect([other.wait() > 4 * MINUTE, other.isDown()]).toEqual([true, true])
  })

  test('five are no reason for other tabs to wait', () => {
    expect([failing(5).isDown(), createBackoff(createNote(KEY, () => true)).wait() <= 0]).toEqual([false, true])
  })

  test('the success of the probe frees all tabs', () => {
    failing(6).reset()
    expect(createBackoff(createNote(KEY, () => true)).wait()).toBeLessThanOrEqual(0)
  })
})

describe('A clock that is set back', () => {
  test('makes no page wait longer for what it has found itself', () => {
    const backoff = failing(1, 90_000)
    vi.setSystemTime(NOW - 3 * HOUR)
    expect(backoff.wait()).toBe(90_000)
  })

  test('makes nobody wait for what another has found', () => {
    failing(6)
    vi.setSystemTime(NOW - 3 * HOUR)
    const other = createBackoff(createNote(KEY, () => true))
    expect([other.wait() <= 0, other.isDown(), other.isShut()]).toEqual([true, true, false])
  })
})

describe('A collector that wants no more', () => {
  const shut = () => failing(1).pause(24 * HOUR, true)
  const other = () => {
    const backoff = createBackoff(createNote(KEY, () => true))
    return { isSilent: backoff.wait() > 0 && backoff.isShut(), ...backoff }
  }

  test('hears nothing from any page, for all of the day', () => {
    shut()
    vi.advanceTimersByTime(24 * HOUR - 1)
    expect(other().isSilent).toBe(true)
    vi.advanceTimersByTime(1)
    expect(other().isSilent).toBe(false)
  })

  test('hears nothing when a network is back', () => {
    shut()
    const page = other()
    page.hurry()
    expect([page.isShut(), page.wait() > 0, other().isSilent]).toEqual([true, true, true])
  })
})

describe('When the network is back', () => {
  test('a page no longer waits', () => {
    const backoff = failing(6)
    backoff.hurry()
    expect([backoff.wait() <= 0, backoff.hasFailed()]).toEqual([true, false])
  })

  test('it does not come before Retry-After', () => {
    const backoff = failing(1, 90_000)
    backoff.hurry()
    expect(backoff.wait()).toBe(90_000)
  })

  test('what another has been told still holds for all', () => {
    failing(6, 90_000)
    const other = createBackoff(createNote(KEY, () => true))
    other.wait()
    other.hurry()
    expect(other.wait()).toBeGreaterThanOrEqual(90_000)
  })
})

describe('Without a network', () => {
  test('nothing is tried', () => {
    vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false)
    expect(createBackoff(createNote(KEY, () => true)).wait()).toBeGreaterThan(0)
  })

  test('a storage that throws changes nothing', () => {
    vi.stubGlobal('localStorage', undefined)
    expect(failing(6).wait()).toBe(64_000)
  })
})

describe('post', () => {
  const answer = (status: number, after?: string) =>
    vi.stubGlobal('fetch', async () => ({ status, headers: new Headers(after ? { 'retry-after': after } : {}) }))

  test.each([
    ['seconds', '120', 120_000],
    ['a date', new Date(NOW + 3 * MINUTE).toUTCString(), 3 * MINUTE],
    ['more than an hour', '86400', 60 * MINUTE],
    ['nonsense', 'soon', 0],
    ['nothing', undefined, 0],
  ])('reads Retry-After: %s', async (_, header, wait) => {
    answer(503, header)
    expect(await post('/c', '', false)).toEqual([503, wait])
  })

  test('answers 0 when nothing came', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError()))
    expect(await post('/c', '', true)).toEqual([0, 0])
  })

  test('gives up what is not answered', async () => {
    vi.useRealTimers()
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    vi.stubGlobal(
      'fetch',
      (_: string, { signal }: RequestInit) =>
        new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason))),
    )
    const answered = post('/c', '', false)
    vi.advanceTimersByTime(30_000)
    expect(await answered).toEqual([0, 0])
  })

  test('takes an answer that may not be read for one only where that was asked for', async () => {
    vi.stubGlobal('fetch', async (_: string, { mode }: RequestInit) => {
      if (mode !== 'no-cors') throw new TypeError('no CORS')
      return { status: 0 }
    })
    expect(await post('/c', '', true)).toEqual([UNREAD, 0])
    expect(await post('/c', '', false)).toEqual([0, 0])
  })

  test('sends a string without headers, so that no preflight is needed', async () => {
    const fetch = vi.fn(async (_url: string, _request: RequestInit) => ({ status: 204, headers: new Headers() }))
    vi.stubGlobal('fetch', fetch)
    await post('/c', '{}', false)
    expect(fetch.mock.calls[0]?.[1]).toEqual({
      method: 'POST',
      credentials: 'include',
      body: '{}',
      signal: expect.any(AbortSignal),
    })
  })
})
