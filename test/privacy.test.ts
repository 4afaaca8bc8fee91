import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { captureAll } from '../src/capture/capture'
import { createInstance } from '../src/instance'

/** What was written: where, under which name, and for how many seconds if it is a cookie. */
const written = new Map<string, { where: string; age: number }>()
/** Answers of the collector: the browser tells of those to beacons, the page reads those to fetches. */
let beacons: (url: string) => boolean
let tell: (entry: object) => void
let api: ReturnType<typeof createInstance>['api'] | undefined

/** For any site, endpoint and document. */
const rowOf = (name: string) =>
  name
    .replace(/^(_sojourn_o\.)\S+ \S+$/, '$1<site> <doc>')
    .replace(/^(_sojourn_(wait|plain)\.)\S+ \S+$/, '$1<site> <endpoint>')
    .replace(/^(_sojourn\.)(?!page$|tail$).+/, '$1<random>')

const [, table = ''] =
  /## What is stored in the browser\n(.*?)\n## /s.exec(readFileSync('docs/PRIVACY.md', 'utf8')) ?? []
const rows = table
  .split('\n')
  .filter(line => line.startsWith('| `'))
  .map(line => line.split('|').map(cell => cell.trim()))
  .map(([, name = '', where = '', what = '', until = '']) => ({ name: name.replaceAll('`', ''), where, what, until }))

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date', 'performance'] })
  let owner: object = document
  while (!Object.hasOwn(owner, 'cookie')) owner = Object.getPrototypeOf(owner)
  const { get, set } = Object.getOwnPropertyDescriptor(owner, 'cookie') as Required<PropertyDescriptor>
  Object.defineProperty(document, 'cookie', {
    configurable: true,
    get: () => get.call(document),
    set: (text: string) => {
      const age = Number(/max-age=(\d+)/i.exec(text)?.[1])
      const name = text.split('=')[0] as string
      if (age) written.set(name, { where: 'cookie', age })
      set.call(document, text)
    },
  })
  for (const where of ['localStorage', 'sessionStorage'] as const) {
    const set = (on: object, name: string, text: string) => {
      written.set(name, { where, age: 0 })
      return Reflect.set(on, name, text)
    }
    vi.stubGlobal(where, new Proxy(window[where], { set }))
  }
  vi.stubGlobal('indexedDB', {
    open: (name: string) => {
      written.set(`${name}`, { where: 'IndexedDB', age: 0 })
      return {}
    },
  })
  vi.stubGlobal(
    'PerformanceObserver',
    class {
      constructor(told: (list: object) => void) {
        tell = entry => told({ getEntries: () => [entry] })
      }
      observe() {}
      disconnect() {}
    },
  )
  vi.stubGlobal('fetch', async () => ({ status: 500, headers: new Headers() }))
  Object.defineProperty(navigator, 'sendBeacon', { configurable: true, value: (url: string) => beacons(url) })
})
afterEach(() => {
  api?.destroy()
  Reflect.deleteProperty(document, 'cookie')
  vi.unstubAllGlobals()
  vi.useRealTimers()
  localStorage.clear()
})

const visit = async () => {
  api = createInstance(captureAll).api
  api.init({ endpoint: '/collect', durable: true })
  await vi.advanceTimersByTimeAsync(300)
  api.remember('size', 42)
  for (let i = 0; i < 4; i++) {
    api.cart.add({ item_id: 'A' })
    api.flush()
    await vi.advanceTimersByTimeAsync(20_000)
  }
  const order = { transaction_id: 'T-1', items: [{ item_id: 'A' }], currency: 'EUR', value: 1 }
  api.cart.purchase(order, { confirmation: '/thanks' })
  await vi.advanceTimersByTimeAsync(3_600_000)
  api.destroy()
}

test('docs/PRIVACY.md names all that is written in the browser, where and for how long, and nothing else', async () => {
  // A collector that says nothing of acknowledgements, then one that fails.
  beacons = url => {
    setTimeout(() => tell({ name: url, responseStatus: 204, responseStart: 1 }))
    return true
  }
  await visit()
  localStorage.clear()
  beacons = () => false
  await visit()

  const found = new Map([...written].map(([name, one]) => [`${rowOf(name)} in ${one.where}`, one]))
  expect([...found.keys()].sort()).toEqual(
    rows.map(({ name, where }) => `${name} in ${where.replace(/,.*/, '')}`).sort(),
  )
  const SECONDS: Record<string, number> = { s: 1, minutes: 60, days: 86_400 }
  for (const { name, where, what, until } of rows) {
    expect(what).not.toBe('')
    const [, count, unit = ''] = /(\d+) (s|minutes|days)\b/.exec(until) ?? []
    const age = found.get(`${name} in cookie`)?.age
    if (where.startsWith('cookie')) expect([name, age]).toEqual([name, Number(count) * (SECONDS[unit] ?? 0)])
    else expect(until).not.toBe('')
  }
})
