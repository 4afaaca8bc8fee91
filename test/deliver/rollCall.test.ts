import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createRollCall } from '../../src/deliver/rollCall'

const LEFT = 90_000

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] })
})
let stop = () => {}
afterEach(() => {
  stop()
  vi.useRealTimers()
})
const call = () => {
  const onWrite = vi.fn()
  const others = createRollCall('_o.', onWrite)
  stop = others.stop
  return { onWrite, ...others }
}
const write = (key: string | null, oldValue: string | null) =>
  window.dispatchEvent(Object.assign(new Event('storage'), { key, oldValue }))

describe('What another page speaks for', () => {
  test('is left to it for its lease while nobody has been asked', () => {
    expect(call().wait('_o.a', LEFT, true)).toBe(LEFT)
  })

  test('may be taken when it was silent for five seconds and the network has answered', () => {
    const { ask, wait } = call()
    ask()
    vi.advanceTimersByTime(4999)
    expect(wait('_o.a', LEFT, true)).toBe(1)
    vi.advanceTimersByTime(1)
    expect(wait('_o.a', LEFT, true)).toBe(0)
  })

  test('may not, however much time a clock says has passed, before the network has answered', () => {
    const { ask, wait } = call()
    ask()
    vi.advanceTimersByTime(LEFT - 1)
    expect(wait('_o.a', 1, false)).toBeGreaterThan(0)
  })

  test('is left to it when it has written since', () => {
    const { ask, wait } = call()
    ask()
    write('_o.a', 'before')
    vi.advanceTimersByTime(20_000)
    expect([wait('_o.a', LEFT, true), wait('_o.b', LEFT, true) <= 0]).toEqual([LEFT, true])
  })

  test('is left to it when it has written since, though no news of that has come', () => {
    const { ask, wait } = call()
    ask()
    vi.advanceTimersByTime(20_000)
    expect([wait('_o.a', 100_001, true), wait('_o.b', 100_000, true) <= 0]).toEqual([100_001, true])
  })

  test('may be taken at once when it has said goodbye', () => {
    const { ask, wait } = call()
    ask()
    write('_o.a', 'before')
    expect(wait('_o.a', 0, false)).toBe(0)
  })
})

test('A page hears of outboxes alone, whether they are new, and of nothing when it has stopped', () => {
  const { ask, onWrite, stop } = call()
  write('_o.a', null)
  ask()
  ask()
  write('_o.a', null)
  write('_o.a', 'before')
  write('theirs', null)
  write(null, null)
  stop()
  write('_o.a', null)
  expect(onWrite.mock.calls).toEqual([
    ['_o.a', true],
    ['_o.a', false],
  ])
})
