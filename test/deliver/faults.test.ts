// @vitest-environment node
import { afterEach, describe, expect, test } from 'vitest'
import type { Batch } from '../../src/events'
import { createWorld, type Tab } from './world'

const MINUTE = 60_000
const DAY = 1440 * MINUTE
let world: ReturnType<typeof createWorld>
afterEach(() => world.end())

/** Pages that nobody was there to hear, one after the other. */
const leaveUnheard = async (pages: number, size: number) => {
  for (let i = 0; i < pages; i++) {
    const page = await world.open()
    for (let n = 0; n < 60; n++) await world.track(page, size, false)
    await world.pass(1000)
    await world.close(page)
  }
}
const dropped = (tab: Tab) => Math.max(...world.requests.filter(({ doc }) => doc === tab.doc).map(one => one.dropped))

describe('Where older pages have filled what a site may store', () => {
  test('a purchase is kept all the same', async () => {
    world = createWorld(false)
    const { answer, open, track, pass, crash, stored } = world
    answer(() => 500)
    await leaveUnheard(6, 1)
    const page = await open()
    await track(page, 0, true)
    await pass(1000)
    crash(page)
    answer(() => 204)
    await track(await open(), 0, false)
    await pass(30 * MINUTE)
    expect(stored.get(page.doc)?.size).toBe(1)
  })

  test('the collector hears of a page for whose events there is no room', async () => {
    world = createWorld(false)
    const { answer, open, track, pass, crash, ledger } = world
    answer(() => 'drop before')
    await leaveUnheard(6, 1)
    const page = await open()
    await track(page, 0, false)
    await pass(6000)
    await track(page, 1, false)
    await pass(1000)
    crash(page)
    answer(() => 204)
    const next = await open()
    await track(next, 0, false)
    await pass(30 * MINUTE)
    expect(ledger.get(page.doc)).toEqual({ high: 2, dropped: 2 })
  })
})

describe('A fetch that is never answered', () => {
  const hang = async () => {
    world = createWorld(false)
    const { answer, open, track, pass } = world
    let n = 0
    answer(() => (++n === 1 ? 'drop before' : n === 2 ? 'hang' : 204))
    const page = await open()
    for (let i = 0; i < 3; i++) await track(page, 0, false)
    await pass(20_000)
    return page
  }

  test('is given up, and its events are sent again', async () => {
    const page = await hang()
    await world.pass(2 * MINUTE)
    expect(world.stored.get(page.doc)?.size).toBe(3)
  })

  test('does not take its events along when the page is closed', async () => {
    const page = await hang()
    await world.close(page)
    await world.pass(1000)
    expect(world.stored.get(page.doc)?.size).toBe(3)
  })
})

describe('What is older than seven days', () => {
  test('a page that lives sends no more, and counts', async () => {
    world = createWorld(false)
    const { answer, open, track, pass, stored } = world
    answer(() => 500)
    const page = await open()
    for (let i = 0; i < 3; i++) await track(page, 0, false)
    await pass(5 * MINUTE)
    await pass(8 * DAY)
    await track(page, 0, false)
    answer(() => 204)
    await pass(15 * MINUTE)
    expect([[...(stored.get(page.doc)?.keys() ?? [])], dropped(page)]).toEqual([[4], 3])
  })

  test('the page that takes it over does not send: it tells how many they were', async () => {
    world = createWorld(false)
    const { answer, open, track, pass, close, stored, ledger, storage } = world
    answer(() => 'drop before')
    const page = await open()
    for (let i = 0; i < 3; i++) await track(page, 0, false)
    await pass(1000)
    await close(page)
    await pass(8 * DAY)
    answer(() => 204)
    const next = await open()
    await track(next, 0, false)
    await pass(MINUTE)
    expect([stored.get(page.doc)?.size, ledger.get(page.doc)]).toEqual([0, { high: 3, dropped: 3 }])
    expect(Object.keys(storage)).toEqual([])
  })
})

test('After a return from the back/forward cache, low counts what the page left then', async () => {
  world = createWorld(false)
  const { answer, open, track, pass, hide, show, requests } = world
  answer(() => 'drop before')
  const page = await open()
  for (let i = 0; i < 3; i++) await track(page, 0, false)
  await pass(1000)
  await hide(page, 'cached')
  await pass(1000)
  answer(() => 204)
  await show(page)
  await track(page, 0, false)
  await pass(6000)
  const { low, high, claims } = requests.find(({ claims }) => claims) as Batch
  expect([low, high, claims]).toEqual([1, 4, [[page.doc, 1, 3]]])
})

describe('A collector that knows no acks', () => {
  test.each([true, false])(
    'gets nothing twice once three answers have said so (timing tells a status: %s)',
    async status => {
      world = createWorld(false)
      const { answer, speak, open, track, pass, requests, stored } = world
      speak({ acks: false, status })
      answer(() => 204)
      const page = await open()
      for (let i = 0; i < 4; i++) {
        await track(page, 0, false)
        await pass(MINUTE)
      }
      const before = requests.length
      for (let i = 0; i < 3; i++) {
        await track(page, 0, false)
        await pass(MINUTE)
      }
      expect([requests.length - before, stored.get(page.doc)?.size]).toEqual([3, 7])
      await world.close(page)
      await open()
      await pass(MINUTE)
      expect(requests.length - before).toBe(3)
    },
  )
})

test('A collector that knows no acks gets nothing twice after a few pages that live for a batch or two', async () => {
  world = createWorld(false)
  const { answer, speak, requests, arrivals } = world
  speak({ acks: false })
  answer(() => 204)
  const visit = async (pages: number) => {
    const { open, track, pass, close } = world
    for (let i = 0; i < pages; i++) {
      const page = await open()
      await track(page, 0, false)
      await pass(14_000)
      await track(page, 0, false)
      await pass(1000)
      await close(page)
      await pass(1000)
    }
  }

  await visit(5)
  const before = requests.length
  arrivals.clear()
  await visit(3)
  expect([requests.length - before, Math.max(...arrivals.values())]).toEqual([6, 1])
})

test('Answers that may not be read are no reason to take a collector for one that knows no acks: a gateway may give them', async () => {
  world = createWorld(false)
  const { answer, speak, open, track, pass, close, storage } = world
  speak({ status: false, cors: false })
  answer(() => 502)
  for (let i = 0; i < 4; i++) {
    const page = await open()
    await track(page, 0, false)
    await pass(MINUTE)
    await close(page)
  }
  expect(Object.keys(storage).filter(key => key.includes('plain'))).toEqual([])
})

describe('Of two sites on one origin', () => {
  test('one sends nothing that the other has left', async () => {
    world = createWorld(false)
    const { answer, open, track, pass, close, requests, stored } = world
    answer(() => 'drop before')
    const page = await open('one')
    await track(page, 0, false)
    await pass(1000)
    await close(page)
    await pass(1000)
    answer(() => 204)
    requests.length = 0
    const other = await open('other')
    await track(other, 0, false)
    await pass(MINUTE)
    await close(other)
    expect(requests.map(({ site, doc, claims }) => [site, doc, claims])).toEqual([['other', other.doc, undefined]])
    await track(await open('one'), 0, false)
    await pass(MINUTE)
    expect(requests.filter(({ doc }) => doc === page.doc).map(({ site }) => site)).toEqual(['one'])
    expect(stored.get(page.doc)?.size).toBe(1)
  })

  test('each takes along what it has left when it moves to another endpoint, and no wait of the old one', async () => {
    world = createWorld(false)
    const { answer, open, track, pass, close, stored } = world
    answer(() => 410)
    const page = await open()
    await track(page, 0, false)
    await pass(MINUTE)
    answer(() => 'drop before')
    await track(page, 0, false)
    await close(page)
    answer(() => 204)
    const next = await open('shop', { endpoint: 'https://shop.example/moved' })
    await track(next, 0, false)
    await pass(MINUTE)
    expect([stored.get(next.doc)?.size, stored.get(page.doc)?.size]).toEqual([1, 1])
  })

  test('one is heard though the other wants to hear no more', async () => {
    world = createWorld(false)
    const { answer, open, track, pass, stored } = world
    answer(() => 410)
    await track(await open('one'), 0, false)
    await pass(MINUTE)
    answer(() => 204)
    const other = await open('other')
    await track(other, 0, false)
    await pass(MINUTE)
    expect(stored.get(other.doc)?.size).toBe(1)
  })
})

describe('What 30 pages have left', () => {
  test('is no reason to ask a collector that fails 30 times as often, and is sent when it is well', async () => {
    world = createWorld(false)
    const { answer, open, track, pass, requests, stored, tabs, storage } = world
    answer(() => 503)
    await leaveUnheard(30, 0)
    requests.length = 0
    await track(await open(), 0, false)
    await pass(30 * MINUTE)
    expect(requests.length).toBeLessThan(25)
    answer(() => 204)
    await pass(10 * MINUTE)
    expect(tabs.filter(({ doc, tracked }) => stored.get(doc)?.size !== tracked.size)).toEqual([])
    expect(Object.keys(storage)).toEqual([])
  })
})

test('Where no beacon is ever taken, the next page sends what one could not', async () => {
  world = createWorld(false)
  const { speak, open, track, pass, close, stored, storage } = world
  speak({ beacons: false })
  const page = await open()
  await track(page, 0, false)
  await pass(1000)
  await close(page)
  await track(await open(), 0, false)
  await pass(MINUTE)
  expect([stored.get(page.doc)?.size, Object.keys(storage)]).toEqual([1, []])
})
