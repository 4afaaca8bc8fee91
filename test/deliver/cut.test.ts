import { afterEach, expect, test, vi } from 'vitest'
import { createDelivery } from '../../src/deliver/delivery'
import type { Settings } from '../../src/options'

afterEach(() => vi.unstubAllGlobals())

test('A flush that Firefox ends in the middle holds up nothing that a page tells after it', async () => {
  const bodies: string[] = []
  vi.stubGlobal('navigator', { onLine: true, sendBeacon: (_: string, body: string) => !!bodies.push(body) })
  const batch = { events: 20, bytes: 16384, interval: 5000 }
  const settings = { endpoint: 'https://shop.example/c', cookieName: '_sojourn', batch, durable: false } as Settings
  let isEnded = false
  const settle = () => {
    if (isEnded) return 0
    isEnded = true
    throw new Error('the script is ended')
  }
  const delivery = createDelivery(
    settings,
    'doc',
    () => ({}),
    settle,
    () => false,
  )
  expect(() => delivery.leave(true)).toThrow()
  await Promise.resolve()
  delivery.add(seq => `{"seq":${seq}}`, false)
  expect(bodies).toHaveLength(1)
  delivery.stop()
})
