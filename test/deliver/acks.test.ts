import { afterEach, describe, expect, test, vi } from 'vitest'
import { watchAcks } from '../../src/deliver/acks'

type Timing = Partial<Omit<PerformanceResourceTiming, 'serverTiming'>> & {
  serverTiming?: { name: string; description: string }[]
}

const OWN = 'https://shop.example/collect?b='
const FOREIGN = 'https://collector.example/collect?b='

afterEach(() => vi.unstubAllGlobals())

/** Which acks are told for an entry: [k, claims too]. */
const told = (url: string, entry: Timing) => {
  const acks: [number, boolean][] = []
  let tell: (list: { getEntries: () => Timing[] }) => void = () => {}
  const disconnect = vi.fn()
  vi.stubGlobal(
    'PerformanceObserver',
    class {
      observe = () => {}
      disconnect = disconnect
      constructor(callback: typeof tell) {
        tell = callback
      }
    },
  )
  const stop = watchAcks(url, (k, claimsToo) => acks.push([k, claimsToo]))
  tell({ getEntries: () => [entry] })
  stop()
  expect(disconnect).toHaveBeenCalledOnce()
  return acks
}
const ack = (description: string) => [{ name: 'ack', description }]

describe('A batch is acknowledged', () => {
  test('by the words of the collector, claims and all', () => {
    expect(told(FOREIGN, { name: `${FOREIGN}7`, serverTiming: ack('7') })).toEqual([[7, true]])
  })

  test("by a foreign collector's timing alone, as WebKit shows it", () => {
    expect(told(FOREIGN, { name: `${FOREIGN}7`, responseStart: 12 })).toEqual([[7, true]])
  })

  test('by a bare 2xx of the own origin, but for its claims', () => {
    expect(told(OWN, { name: `${OWN}7`, responseStart: 12, responseStatus: 204 })).toEqual([[7, false]])
  })
})

describe('A batch is not acknowledged', () => {
  test.each<[string, string, Timing]>([
    ['for another attempt', FOREIGN, { name: `${FOREIGN}7`, serverTiming: ack('8') }],
    ['by another metric', FOREIGN, { name: `${FOREIGN}7`, serverTiming: [{ name: 'db', description: '7' }] }],
    ['by another request', FOREIGN, { name: 'https://collector.example/other', responseStart: 12 }],
    ['by an answer without timing', FOREIGN, { name: `${FOREIGN}7`, responseStart: 0 }],
    ['by a refusal', OWN, { name: `${OWN}7`, responseStart: 12, responseStatus: 503 }],
    ['by silence', OWN, { name: `${OWN}7`, responseStart: 0, responseStatus: 0 }],
  ])('%s', (_, url, entry) => {
    expect(told(url, entry)).toEqual([])
  })
})

test('A browser without Resource Timing is no problem of the page', () => {
  vi.stubGlobal('PerformanceObserver', undefined)
  expect(() => watchAcks(OWN, () => {})()).not.toThrow()
})
