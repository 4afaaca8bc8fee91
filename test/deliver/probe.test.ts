// @vitest-environment node
import { afterEach, describe, expect, test } from 'vitest'
import { createWorld } from './world'

const MINUTE = 60_000
let world: ReturnType<typeof createWorld>
afterEach(() => world.end())

describe('While the endpoint is down', () => {
  test.each([
    ['with many events', 30],
    ['with one event, beside what another has left', 1],
  ])('a page %s, sends one event every few minutes, and all once it is well', async (_, own) => {
    world = createWorld(false)
    const { answer, open, track, pass, close, requests, stored } = world
    answer(() => 503)
    const left = await open()
    for (let i = 0; i < 30; i++) await track(left, 0, false)
    await pass(MINUTE)
    const another = await open()
    await track(another, 0, false)
    await pass(MINUTE)
    await close(left)
    await close(another)
    const page = await open()
    for (let i = 0; i < own; i++) await track(page, 0, false)
    // Six failures, and what was on its way then.
    await pass(20 * MINUTE)
    const before = requests.length
    await pass(60 * MINUTE)
    const probes = requests.slice(before)
    expect(probes.map(({ events }) => events.length)).toEqual(probes.map(() => 1))
    expect(probes.length).toBeGreaterThan(5)
    expect(probes.length).toBeLessThan(25)
    answer(() => 204)
    await pass(10 * MINUTE)
    expect([stored.get(left.doc)?.size, stored.get(page.doc)?.size ?? 0]).toEqual([30, own])
    expect(stored.get(another.doc)?.size).toBe(1)
  })

  test('one tab asks for all, whichever have failed themselves', async () => {
    world = createWorld(false)
    const { answer, open, track, pass, requests, stored } = world
    answer(() => 503)
    const first = await open()
    for (let i = 0; i < 5; i++) await track(first, 0, false)
    await pass(20 * MINUTE)
    const later = []
    for (let i = 0; i < 3; i++) {
      const tab = await open()
      for (let n = 0; n < 5; n++) await track(tab, 0, false)
      later.push(tab)
    }
    await pass(10 * MINUTE)
    const before = requests.length
    await pass(60 * MINUTE)
    expect(requests.slice(before).every(({ events }) => events.length === 1)).toBe(true)
    expect(requests.length - before).toBeGreaterThan(5)
    expect(requests.length - before).toBeLessThan(13)
    answer(() => 204)
    await pass(10 * MINUTE)
    expect([first, ...later].map(({ doc }) => stored.get(doc)?.size)).toEqual([5, 5, 5, 5])
  })
})
