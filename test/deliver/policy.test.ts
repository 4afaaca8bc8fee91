import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { watchPolicy } from '../../src/deliver/policy'

const ENDPOINT = 'https://shop.example/collect'
const violate = (about: object) =>
  document.dispatchEvent(
    Object.assign(new Event('securitypolicyviolation'), {
      disposition: 'enforce',
      effectiveDirective: 'connect-src',
      ...about,
    }),
  )

describe('Delivery ends, and says so once, when the page forbids the endpoint', () => {
  const forbidden = vi.fn()
  let stop = () => {}
  beforeEach(() => {
    vi.spyOn(console, 'warn').mockImplementation(() => {})
    stop = watchPolicy(ENDPOINT, forbidden)
  })
  afterEach(() => {
    stop()
    vi.restoreAllMocks()
    forbidden.mockReset()
  })

  test.each([
    ['by its whole address', `${ENDPOINT}?b=1`],
    ['by its origin', 'https://shop.example'],
  ])('%s', (_, blockedURI) => {
    violate({ blockedURI })
    violate({ blockedURI })
    expect(forbidden).toHaveBeenCalledTimes(1)
    expect(console.warn).toHaveBeenCalledTimes(1)
  })

  test.each([
    ['another address', { blockedURI: 'https://shop.example/api' }],
    ['the root of its host', { blockedURI: 'https://shop.example/' }],
    ['an address that begins like it', { blockedURI: `${ENDPOINT}or` }],
    ['an address that it begins like', { blockedURI: 'https://shop.example/c' }],
    ['a picture of this origin', { blockedURI: 'https://shop.example', effectiveDirective: 'img-src' }],
    ['a policy that only reports', { blockedURI: ENDPOINT, disposition: 'report' }],
    ['an inline script', { blockedURI: 'inline', effectiveDirective: 'script-src-elem' }],
  ])('but not for %s', (_, about) => {
    violate(about)
    expect(forbidden).not.toHaveBeenCalled()
  })
})
