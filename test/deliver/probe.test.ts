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
    await close(left)
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
  })
})
