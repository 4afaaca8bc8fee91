// @vitest-environment node
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { createBacklog } from '../src/store/backlog.js'
import type { Entry } from '../src/store/record.js'
import { emptyGroup } from '../src/store/store.js'

function setUp() {
  const taken: number[][] = []
  let hold: Promise<void> | null = null
  let failing = false
  const backlog = createBacklog(async entries => {
    await hold
    if (failing) throw new Error('no space')
    taken.push(entries.map(({ number }) => number))
  })
  onTestFinished(backlog.stop)
  const mark = { site: 's', doc: 'd', received: 5, high: 1, dropped: 0, duplicates: 0, bots: 0 }
  let number = 0
  return {
    backlog,
    taken,
    add: (rows = 1) =>
      backlog.add({ number: ++number, group: { ...emptyGroup(), marks: Array(rows).fill(mark) } } as Entry),
    fail: (now: boolean) => (failing = now),
    block(): () => void {
      let release = () => {}
      hold = new Promise(resolve => (release = resolve))
      return release
    },
  }
}

const isSettled = (promise: Promise<unknown>) => Promise.race([promise.then(() => true), tick().then(() => false)])
const tick = () => new Promise(resolve => setImmediate(resolve))

describe('The backlog', () => {
  test('is taken by itself, what came together in one go', async () => {
    const { add, taken } = setUp()
    add()
    add()
    await vi.waitFor(() => expect(taken).toEqual([[1, 2]]))
  })

  test('does not wait once there is enough', async () => {
    const { add, taken } = setUp()
    add(8_192)
    await tick()
    expect(taken).toEqual([[1]])
  })

  test('is drained when all that was added before is taken, and what came meanwhile is not lost', async () => {
    const { add, backlog, taken, block } = setUp()
    const release = block()
    add()
    const first = backlog.drain()
    add()
    const second = backlog.drain()
    expect(await isSettled(first)).toBe(false)
    release()
    await second
    expect(taken).toEqual([[1], [2]])
  })

  test('has room while the database is at work, until the bound is reached', async () => {
    const { add, backlog, block } = setUp()
    const release = block()
    add(30_000)
    expect(await isSettled(backlog.room())).toBe(true)
    add(3_000)
    const room = backlog.room()
    expect(await isSettled(room)).toBe(false)
    release()
    await room
  })

  test('has no room once the database has failed, keeps what it has, and takes it when it can', async () => {
    const { add, backlog, fail, taken } = setUp()
    fail(true)
    add()
    await expect(backlog.drain()).rejects.toThrow('no space')
    await expect(backlog.room()).rejects.toThrow('no space')
    fail(false)
    await backlog.room()
    expect(taken).toEqual([[1]])
    expect(await isSettled(backlog.room())).toBe(true)
  })

  test('tries again by itself after a failure', async () => {
    const { add, backlog, fail, taken } = setUp()
    fail(true)
    add()
    await expect(backlog.drain()).rejects.toThrow('no space')
    fail(false)
    await vi.waitFor(() => expect(taken).toEqual([[1]]), { timeout: 5_000 })
  })
})
