// @vitest-environment node
import { afterEach, describe, expect, test } from 'vitest'
import { createWorld } from './world'

const SECOND = 1000
const MINUTE = 60 * SECOND
let world: ReturnType<typeof createWorld>
afterEach(() => world.end())

/** A tab that has told three events, written ahead and not yet sent. */
const begin = async () => {
  world = createWorld(false)
  const tab = await world.open()
  for (let i = 0; i < 3; i++) await world.track(tab, 0, false)
  await world.pass(SECOND)
  return tab
}

describe('What a page has written before it dies', () => {
  test('is sent by the next one within seconds', async () => {
    const tab = await begin()
    world.crash(tab)
    const next = await world.open()
    await world.track(next, 0, false)
    await world.pass(8 * SECOND)
    expect(world.stored.get(tab.doc)?.size).toBe(3)
  })

  test('is sent by a page that was there before, two minutes later', async () => {
    const tab = await begin()
    const other = await world.open()
    await world.track(other, 0, false)
    await world.pass(8 * SECOND)
    await world.track(tab, 0, false)
    await world.pass(SECOND)
    world.crash(tab)
    await world.track(other, 0, false)
    await world.pass(3 * MINUTE)
    expect(world.stored.get(tab.doc)?.size).toBe(4)
  })
})

describe('What a page still speaks for', () => {
  test.each(['visible', 'hidden'] as const)('is left alone while it is %s', async state => {
    world = createWorld(false)
    const tab = await world.open()
    if (state === 'hidden') await world.hide(tab, 'hidden')
    await world.network(false, false)
    for (let i = 0; i < 3; i++) await world.track(tab, 0, false)
    // Its beacon has gone nowhere; the next page is answered.
    await world.pass(6 * SECOND)
    await world.network(true, false)
    const next = await world.open()
    await world.track(next, 0, false)
    await world.pass(MINUTE)
    await world.show(tab)
    await world.pass(10 * MINUTE)
    expect([1, 2, 3].map(seq => world.arrivals.get(`${tab.doc} ${seq}`))).toEqual([1, 1, 1])
  })

  test('is taken from a page that stands still, which writes elsewhere when it goes on', async () => {
    const tab = await begin()
    await world.network(false, false)
    await world.hide(tab, 'frozen')
    const next = await world.open()
    await world.track(next, 0, false)
    await world.pass(8 * SECOND)
    await world.show(tab)
    await world.track(tab, 0, false)
    await world.pass(SECOND)
    world.crash(tab)
    await world.network(true, false)
    await world.pass(MINUTE)
    await world.close(next)
    await world.track(await world.open(), 0, false)
    await world.pass(MINUTE)
    expect(world.stored.get(tab.doc)?.size).toBe(4)
  })
})
