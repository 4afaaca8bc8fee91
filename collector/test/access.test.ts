// @vitest-environment node
import { request } from 'node:http'
import { networkInterfaces } from 'node:os'
import { describe, expect, test } from 'vitest'
import { batch, ORIGIN, send } from './batches.js'
import { collector } from './collector.js'

/** fetch would set Host itself. */
const get = (port: number, path: string, headers: Record<string, string>, host = '127.0.0.1'): Promise<number> =>
  new Promise((resolve, reject) => {
    request({ host, port, path, headers, agent: false }, response => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
      .on('error', reject)
      .end()
  })

const REPORTS = ['/api/summary', '/api/sessions/x', '/live', '/metrics']

describe('Reports with a token', () => {
  test.each(REPORTS)('refuse %s without it, even to this machine', async path => {
    const { url } = await collector({ token: 'sesame' })
    for (const [headers, query] of [
      [{}, ''],
      [{ authorization: 'Bearer sesam' }, ''],
      [{ authorization: 'Bearer sesame2' }, ''],
      [{ authorization: 'Basic sesame' }, ''],
      [{}, '?token='],
      [{}, '?token=open'],
    ] as const) {
      const response = await fetch(url + path + query, { headers })
      expect(response.status).toBe(401)
      expect(await response.json()).toEqual({ error: expect.any(String) })
    }
  })

  test('open with it, in the header or the address', async () => {
    const { url } = await collector({ token: 'sesame' })
    expect((await fetch(`${url}/api/summary`, { headers: { authorization: 'Bearer sesame' } })).status).toBe(200)
    expect((await fetch(`${url}/api/summary?token=sesame`)).status).toBe(200)
    expect((await fetch(`${url}/metrics?token=sesame`)).status).toBe(200)
  })

  test('do not close the collecting', async () => {
    const { url } = await collector({ token: 'sesame' })
    expect((await send(url, batch())).status).toBe(204)
    expect((await fetch(`${url}/healthz`)).status).toBe(200)
    expect((await fetch(`${url}/readyz`)).status).toBe(200)
  })
})

describe('Reports without a token', () => {
  test('open on this machine', async () => {
    const { port } = await collector()
    for (const host of ['localhost', `localhost:${port}`, '127.0.0.1', 'shop.localhost']) {
      expect(await get(port, '/api/summary', { host })).toBe(200)
    }
  })

  test('refuse what came through a proxy or by a foreign name', async () => {
    const { port } = await collector()
    expect(await get(port, '/api/summary', { host: 'localhost', 'x-forwarded-for': '203.0.113.9' })).toBe(403)
    expect(await get(port, '/api/summary', { host: 'localhost', forwarded: 'for=203.0.113.9' })).toBe(403)
    expect(await get(port, '/api/summary', { host: 'rebind.example' })).toBe(403)
  })

  test('refuse other machines', async () => {
    const outside = Object.values(networkInterfaces())
      .flat()
      .find(address => address && !address.internal && address.family === 'IPv4')
    // Without a network there is no other machine.
    if (!outside) return
    const { port } = await collector({ host: '0.0.0.0' })
    expect(await get(port, '/api/summary', { host: 'localhost' }, outside.address)).toBe(403)
    expect(await get(port, '/healthz', { host: 'localhost' }, outside.address)).toBe(200)
  })
})

describe('CORS', () => {
  const cors = (response: Response) =>
    ['allow-origin', 'allow-credentials'].map(name => response.headers.get(`access-control-${name}`))

  test('names the concrete origin of whoever asks, where there is no list', async () => {
    const { url } = await collector()
    const response = await send(url, batch(), { origin: 'https://any.example' })
    expect(cors(response)).toEqual(['https://any.example', 'true'])
    expect(response.headers.get('vary')).toBe('Origin')
    const refused = await send(url, 'no json', { origin: 'https://any.example' })
    expect([refused.status, ...cors(refused)]).toEqual([400, 'https://any.example', 'true'])
  })

  test('names only origins of the list, and its own', async () => {
    const { url } = await collector({ origins: [ORIGIN] })
    expect(cors(await send(url, batch()))).toEqual([ORIGIN, 'true'])
    const own = await send(url, batch(), { origin: url })
    expect([own.status, ...cors(own)]).toEqual([204, url, 'true'])
    const other = await send(url, batch(), { origin: 'https://shop.example.evil.example' })
    expect([other.status, ...cors(other)]).toEqual([403, null, null])
    const none = await send(url, batch(), { origin: 'null' })
    expect([none.status, ...cors(none)]).toEqual([403, null, null])
  })

  test('answers a preflight', async () => {
    const { url } = await collector({ origins: [ORIGIN] })
    const headers = {
      origin: ORIGIN,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-type',
    }
    const response = await fetch(`${url}/collect`, { method: 'OPTIONS', headers })
    expect([response.status, ...cors(response)]).toEqual([204, ORIGIN, 'true'])
    expect(response.headers.get('access-control-allow-methods')).toContain('POST')
    expect(response.headers.get('access-control-allow-headers')?.toLowerCase()).toContain('content-type')
    const refused = await fetch(`${url}/collect`, {
      method: 'OPTIONS',
      headers: { ...headers, origin: 'https://evil.example' },
    })
    expect([refused.status, ...cors(refused)]).toEqual([403, null, null])
  })

  test('is not for reports', async () => {
    const { url } = await collector()
    expect(cors(await fetch(`${url}/api/summary`, { headers: { origin: ORIGIN } }))).toEqual([null, null])
  })
})

describe('Addresses', () => {
  test('answer a HEAD and end, the stream too', async () => {
    const { url } = await collector()
    for (const path of ['/report', '/live', '/api/summary', '/metrics', '/healthz', '/readyz']) {
      const response = await fetch(url + path, { method: 'HEAD', signal: AbortSignal.timeout(5_000) })
      expect([path, response.status, await response.text()]).toEqual([path, 200, ''])
    }
  })

  test('that do not exist are 404, other methods 405, both JSON', async () => {
    const { url } = await collector()
    for (const path of [
      '/nowhere',
      '/api',
      '/api/',
      '/api/nothing',
      '/api/__proto__',
      '/api/sessions/a/b',
      '/report/../main.js',
      '/report/%2e%2e/main.js',
      '/report/.env',
    ]) {
      const response = await fetch(url + path)
      expect([path, response.status, await response.json()]).toEqual([path, 404, { error: expect.any(String) }])
    }
    for (const path of ['/api/summary', '/report', '/live', '/healthz']) {
      expect((await fetch(url + path, { method: 'POST' })).status).toBe(405)
    }
  })

  test.each(['from=x', 'to=-1', 'from=10&to=5', 'limit=1e9', 'offset=-1'])('with %s are 400', async query => {
    const { url } = await collector()
    const response = await fetch(`${url}/api/sessions?${query}`)
    expect([response.status, await response.json()]).toEqual([400, { error: expect.any(String) }])
  })

  test('lead from / to the report, unless a shop is served there', async () => {
    const { url } = await collector()
    const root = await fetch(url, { redirect: 'manual' })
    expect([root.status, root.headers.get('location')]).toEqual([302, 'report'])
    const shop = await collector({
      serve(request, response) {
        if (request.url === '/nothing') return false
        response.end('the shop')
        return true
      },
    })
    expect(await (await fetch(shop.url)).text()).toBe('the shop')
    expect((await fetch(`${shop.url}/nothing`)).status).toBe(404)
    expect((await fetch(`${shop.url}/healthz`)).headers.get('content-type')).toContain('json')
  })

  test('of ours carry a strict policy', async () => {
    const { url } = await collector()
    for (const path of ['/report', '/api/summary', '/healthz']) {
      const { headers } = await fetch(url + path)
      expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'; script-src 'self';/)
      expect(headers.get('content-security-policy')).not.toMatch(/unsafe|\*/)
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('referrer-policy')).toBe('no-referrer')
    }
  })
})
