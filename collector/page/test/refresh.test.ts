// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createRefresh, type Refresh } from '../refresh'

const TIMING = { soon: 250, idle: () => 20_000, failed: 4_000 }
let refresh: Refresh
/** How long an answer takes, ms, and whether it is complete. */
let takes: number
let complete: boolean
const run = vi.fn(
  (signal: AbortSignal) =>
    new Promise<boolean>(resolve => setTimeout(() => resolve(complete && !signal.aborted), takes)),
)

beforeEach(() => {
  vi.useFakeTimers()
  run.mockClear()
  takes = 10
  complete = true
  refresh = createRefresh(run, TIMING)
})
afterEach(() => {
  refresh.stop()
  vi.useRealTimers()
})

test('asks once for a burst of events', async () => {
  for (let burst = 0; burst < 50; burst++) refresh.soon()
  await vi.advanceTimersByTimeAsync(300)
  expect(run).toHaveBeenCalledTimes(1)
})

test('asks again for an event that came while the answer was on its way', async () => {
  takes = 400
  refresh.now()
  await vi.advanceTimersByTimeAsync(100)
  refresh.soon()
  await vi.advanceTimersByTimeAsync(600)
  expect(run).toHaveBeenCalledTimes(2)
})

test('leaves a busy store three quarters of the time', async () => {
  takes = 2_000
  refresh.now()
  await vi.advanceTimersByTimeAsync(2_000)
  refresh.soon()
  await vi.advanceTimersByTimeAsync(5_900)
  expect(run).toHaveBeenCalledTimes(1)
  await vi.advanceTimersByTimeAsync(200)
  expect(run).toHaveBeenCalledTimes(2)
})

test('drops an answer to a question that has changed', async () => {
  refresh.now()
  refresh.now()
  expect(run.mock.calls[0]?.[0].aborted).toBe(true)
  expect(run.mock.calls[1]?.[0].aborted).toBe(false)
})

test('asks now and then without any event, and sooner after a failure', async () => {
  refresh.now()
  await vi.advanceTimersByTimeAsync(20_050)
  expect(run).toHaveBeenCalledTimes(2)
  complete = false
  await vi.advanceTimersByTimeAsync(20_050)
  await vi.advanceTimersByTimeAsync(4_050)
  expect(run).toHaveBeenCalledTimes(4)
})

test('asks nothing after it was stopped', async () => {
  refresh.soon()
  refresh.stop()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(run).not.toHaveBeenCalled()
})
