// @vitest-environment node
import { afterEach, describe, expect, test, vi } from 'vitest'
import { createJar } from '../../src/session/jar'
import { createId } from '../../src/session/record'
import { createShelves } from '../../src/session/shelves'
import { visit } from './cookieWorld'

const NAME = '_sojourn'
const record = () => ({
  id: createId(Date.now(), new Uint8Array(13)),
  last: Date.now(),
  n: 1,
  flags: 0,
  end: '0',
  order: '0',
})

/** Keeps a session where the ladder allows it. */
const keep = (persistent = true, domain = '*', isFramed = false) => {
  const jar = createJar(createShelves(persistent, domain, isFramed), NAME, 30 * 60_000)
  const one = record()
  jar.offer(one)
  jar.write(one)
  return jar
}

afterEach(() => vi.unstubAllGlobals())

describe('The session is kept by a cookie of', () => {
  test.each([
    ['the registered domain, on a subdomain', 'https://www.shop.example/', 'shop.example', '1'],
    ['the registered domain, deep below', 'https://a.b.c.shop.example/', 'shop.example', '1'],
    ['the registered domain, where the suffix has two labels', 'https://www.shop.co.uk/', 'shop.co.uk', '2'],
    ['the registered domain, on itself', 'https://shop.example/', 'shop.example', '1'],
    ['the registered domain, on plain http', 'http://www.shop.example/', 'shop.example', '1'],
    ['a domain below localhost', 'http://www.shop.localhost/', 'shop.localhost', '1'],
    ['this host alone, where it is a public suffix itself', 'https://co.uk/', '', 'h'],
    ['this host alone, on localhost', 'http://localhost:8080/', '', 'h'],
    ['this host alone, on a single label', 'http://intranet/', '', 'h'],
    ['this host alone, on an IPv4 address', 'http://192.168.1.20/', '', 'h'],
    ['this host alone, on an IPv6 address', 'http://[::1]/', '', 'h'],
  ])('%s', (_, url, domain, scope) => {
    const world = visit({ url, suffixes: ['example', 'uk', 'co.uk', 'localhost'] })
    const jar = keep()
    const [held, ...twins] = world.cookies().filter(({ name }) => name === NAME)
    expect(twins).toEqual([])
    expect(held?.domain).toBe(domain)
    expect(held?.value.split('.')[1]).toBe(scope)
    expect(jar.rung()).toBe(domain ? 'domain' : 'host')
  })

  test('the host, if the site wishes, or if its wish is another site', () => {
    for (const domain of ['', 'peer.example']) {
      const world = visit({ url: 'https://www.shop.example/' })
      expect(keep(true, domain).rung()).toBe('host')
      expect(world.cookies().map(one => one.domain)).not.toContain('shop.example')
    }
  })
})

describe('Where no cookie holds, the session is kept by', () => {
  const url = 'https://www.shop.example/'
  test.each([
    ['localStorage, where cookies are refused', { refuses: ['cookie'] }, 'local'],
    ['localStorage, where the cookie throws', { broken: ['cookie'] }, 'local'],
    ['sessionStorage, where localStorage is full', { refuses: ['cookie', 'localStorage'] }, 'session'],
    ['sessionStorage, where localStorage throws', { broken: ['cookie', 'localStorage'] }, 'session'],
    ['this page, in a sandboxed frame', { broken: ['cookie', 'localStorage', 'sessionStorage'] }, 'memory'],
    ['this page, where all are refused', { refuses: ['cookie', 'localStorage', 'sessionStorage'] }, 'memory'],
  ] as const)('%s', (_, trouble, rung) => {
    const world = visit({ url, ...(trouble as object) })
    const jar = keep()
    expect(jar.rung()).toBe(rung)
    expect(jar.read()?.n).toBe(1)
    if (rung === 'local') expect(Object.keys(world.localStorage)).toContain(NAME)
    if (rung === 'session') expect(Object.keys(world.sessionStorage)).toContain(NAME)
  })

  test('this page, without consent, and nothing is stored', () => {
    const world = visit({ url })
    expect(keep(false).rung()).toBe('memory')
    expect([world.cookies(), Object.keys(world.localStorage), Object.keys(world.sessionStorage)]).toEqual([[], [], []])
  })
})

describe('The cookie', () => {
  const attributes = (url: string, isFramed = false) => {
    const world = visit({ url })
    keep(true, '*', isFramed)
    const [held] = world.cookies().filter(({ name }) => name === NAME)
    return held?.attributes.toLowerCase().split('; ').sort()
  }
  const WEEK = 'max-age=604800'

  test('lives for a week and goes with no request from another site', () => {
    expect(attributes('https://shop.example/')).toEqual([
      'domain=shop.example',
      WEEK,
      'path=/',
      'samesite=lax',
      'secure',
    ])
  })
  test('is not secure on plain http, where that would lose it', () => {
    expect(attributes('http://shop.example/')).not.toContain('secure')
  })
  test('is one for each site around the frame, if the option says so', () => {
    expect(attributes('https://shop.example/', true)).toEqual([
      'domain=shop.example',
      WEEK,
      'partitioned',
      'path=/',
      'samesite=none',
      'secure',
    ])
  })
  test('for frames is none on plain http: localStorage keeps the session', () => {
    const world = visit({ url: 'http://shop.example/' })
    expect(keep(true, '*', true).rung()).toBe('local')
    expect(world.cookies()).toEqual([])
  })
})
