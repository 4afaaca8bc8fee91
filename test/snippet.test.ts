import { afterEach, beforeEach, expect, test, vi } from 'vitest'

type Global = ((...args: unknown[]) => unknown) & {
  session: () => unknown
  track: (name: string) => void
  flush: () => void
  destroy: () => void
}
const page = window as unknown as { sojourn?: Global }

const load = async (data: Record<string, string>) => {
  const tag = document.createElement('script')
  Object.assign(tag.dataset, data)
  vi.spyOn(document, 'currentScript', 'get').mockReturnValue(tag)
  vi.resetModules()
  await import('../src/snippet')
}

// What destroy() sends goes nowhere.
beforeEach(() => {
  Object.defineProperty(navigator, 'sendBeacon', { configurable: true, value: () => true })
})
afterEach(() => {
  page.sojourn?.destroy()
  delete page.sojourn
  vi.restoreAllMocks()
})

test.each([
  ['Larch', 'a word'],
  ['123', 'digits, which stay a text'],
])('data-site="%s" names the site: %s', async site => {
  const error = vi.spyOn(console, 'error').mockImplementation(() => {})
  await load({ endpoint: '/collect', site, timeout: '60000' })
  expect(error.mock.calls).toEqual([])
})

test.each([
  ['timeout', '30'],
  ['endpoint', ''],
])('a wrong data-%s="%s" is said with its code', async (name, value) => {
  const error = vi.spyOn(console, 'error').mockImplementation(() => {})
  await load({ endpoint: '/collect', [name]: value })
  expect(String(error.mock.calls[0])).toContain(`E_${name.toUpperCase()}`)
})
