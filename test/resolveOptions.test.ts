import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { resolveOptions } from '../src/resolveOptions'

let said: string[] = []
beforeEach(() => {
  said = []
  for (const level of ['error', 'warn'] as const)
    vi.spyOn(console, level).mockImplementation(text => void said.push(`${level} ${text}`))
})
afterEach(() => vi.restoreAllMocks())

const endpoint = '/collect'

describe('Right options', () => {
  test('are completed with every default', () => {
    expect(resolveOptions({ endpoint })).toMatchObject({
      endpoint: 'https://shop.example/collect',
      timeout: 1_800_000,
      site: 'shop.example',
      consent: 'granted',
      explicit: false,
      capture: { pages: true, clicks: true, forms: true, cart: true, views: 'load' },
      batch: { events: 20, bytes: 16_384, interval: 5000 },
    })
    expect(said).toEqual([])
  })

  test('replace a part of a group and leave the rest', () => {
    const settings = resolveOptions({ endpoint, batch: { events: 5 }, capture: { views: true, clicks: false } })
    expect(settings?.batch).toEqual({ events: 5, bytes: 16_384, interval: 5000 })
    expect(settings?.capture).toMatchObject({ views: true, clicks: false, forms: true })
  })

  test('that are undefined are not given', () => {
    expect(resolveOptions({ endpoint, timeout: undefined })?.timeout).toBe(1_800_000)
  })

  test('that say consent are explicit', () => {
    expect(resolveOptions({ endpoint, consent: 'granted' })?.explicit).toBe(true)
  })

  test.each([0, 1e-7, 0.5, 1])('take %s for a share', sample => {
    expect(resolveOptions({ endpoint, sample })?.sample).toBe(sample)
  })

  test('do not change the defaults of the next call', () => {
    resolveOptions({ endpoint, batch: { events: 5 }, query: ['ref'] })
    expect(resolveOptions({ endpoint })).toMatchObject({ batch: { events: 20 }, query: { length: 5 } })
  })
})

describe('Wrong options', () => {
  test.each<[string, unknown, string]>([
    ['nothing', undefined, 'ENDPOINT'],
    ['null', null, 'ENDPOINT'],
    ['no endpoint', {}, 'ENDPOINT'],
    ['an empty endpoint', { endpoint: '' }, 'ENDPOINT'],
    ['another scheme', { endpoint: 'ftp://x/y' }, 'ENDPOINT'],
    ['a script', { endpoint: 'javascript:1' }, 'ENDPOINT'],
    ['no URL', { endpoint: 'http://' }, 'ENDPOINT'],
    ['a number for the endpoint', { endpoint: 5 }, 'ENDPOINT'],
    ['seconds', { endpoint, timeout: 900 }, 'TIMEOUT'],
    ['NaN', { endpoint, timeout: Number.NaN }, 'TIMEOUT'],
    ['endless', { endpoint, timeout: Number.POSITIVE_INFINITY }, 'TIMEOUT'],
    ['text for a number', { endpoint, timeout: '1800000' }, 'TIMEOUT'],
    ['an unknown consent', { endpoint, consent: 'maybe' }, 'CONSENT'],
    ['a consent that is a list', { endpoint, consent: ['granted'] }, 'CONSENT'],
    ['a number for a function', { endpoint, beforeSend: 5 }, 'BEFORESEND'],
    ['per cent for a share', { endpoint, sample: 50 }, 'SAMPLE'],
    ['no number', { endpoint, batch: { interval: Number.NaN } }, 'INTERVAL'],
    ['a negative number', { endpoint, batch: { events: -1 } }, 'EVENTS'],
    ['null for a group', { endpoint, batch: null }, 'BATCH'],
    ['a list for a group', { endpoint, capture: [] }, 'CAPTURE'],
    ['another word for views', { endpoint, capture: { views: 'all' } }, 'VIEWS'],
    ['a cookie name with a separator', { endpoint, cookieName: 'a;b' }, 'COOKIENAME'],
    ['a site without a name', { endpoint, site: '' }, 'SITE'],
    ['a name that no batch may hold', { endpoint, site: 'x'.repeat(256) }, 'SITE'],
    ['a symbol', { endpoint, site: Symbol('s') }, 'SITE'],
  ])('%s: null, and one coded error', (_, given, code) => {
    expect(resolveOptions(given)).toBeNull()
    expect(said).toEqual([expect.stringMatching(`^error \\[sojourn E_${code}\\] .`)])
  })

  test('a getter that throws is an error too, not an exception', () => {
    const given = {
      get endpoint(): string {
        throw new Error('x')
      },
    }
    expect(resolveOptions(given)).toBeNull()
    expect(said).toHaveLength(1)
  })

  test('say what was got', () => {
    resolveOptions({ endpoint: 'ftp://x/y' })
    expect(said[0]).toContain('"ftp://x/y"')
  })

  test('ask for the unit where a timeout is too short', () => {
    resolveOptions({ endpoint, timeout: 30 })
    expect(said[0]).toContain('did you mean seconds or minutes?')
  })

  test('that are unknown warn, and the rest holds', () => {
    expect(resolveOptions({ endpoint, timeOut: 5000 })?.timeout).toBe(1_800_000)
    expect(said).toEqual(['warn [sojourn E_UNKNOWN] no option "timeOut"'])
  })

  test('of a prototype are unknown, and change no prototype', () => {
    const given = JSON.parse('{"endpoint":"/c","__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}')
    expect(resolveOptions(given)).not.toBeNull()
    expect(said).toHaveLength(2)
    expect(({} as { polluted?: number }).polluted).toBeUndefined()
  })

  test('of any kind throw nothing', () => {
    fc.assert(
      fc.property(fc.anything(), fc.constantFrom('endpoint', 'timeout', 'batch', 'query', 'views'), (value, key) => {
        expect(() => resolveOptions({ endpoint, [key]: value })).not.toThrow()
        expect(() => resolveOptions(value)).not.toThrow()
      }),
    )
  })
})
