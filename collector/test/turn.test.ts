// @vitest-environment node
import { expect, test } from 'vitest'
import { createTurn } from '../src/turn.js'

const nextTurn = () => new Promise(resolve => setImmediate(resolve))

test('A turn of the event loop is too long past its limit, and the next one is none of it', async () => {
  let time = 0
  const isBehind = createTurn(1_000, () => time)
  expect(isBehind()).toBe(false)
  time = 1_000
  expect(isBehind()).toBe(false)
  time = 1_001
  expect(isBehind()).toBe(true)
  await nextTurn()
  expect(isBehind()).toBe(false)
  // Nothing to do is not being behind.
  await nextTurn()
  time = 100_000
  expect(isBehind()).toBe(false)
})
