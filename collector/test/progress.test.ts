import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { watchProgress } from '../src/progress.js'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

test('a start is told of once it takes longer than a second, and until it is done', () => {
  const lines: string[] = []
  let documents = 0
  const done = watchProgress(
    line => lines.push(line),
    () => `${documents} documents`,
  )
  vi.advanceTimersByTime(999)
  expect(lines).toEqual([])
  documents = 7
  vi.advanceTimersByTime(1)
  expect(lines).toEqual(['7 documents, 1 s'])
  documents = 9
  vi.advanceTimersByTime(2_000)
  done()
  vi.advanceTimersByTime(60_000)
  expect(lines).toEqual(['7 documents, 1 s', '9 documents, 3 s'])
})
