// @vitest-environment node
import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import { createWorld, type Fate, type Tab } from './world'

/** A minute and a half for 10 000: `RUNS=10000 npx vitest run test/deliver/model.test.ts`. */
const { process } = globalThis as { process?: { env: Record<string, string> } }
const RUNS = Number(process?.env.RUNS ?? 1000)
const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
/** What is bound is written in the next task. */
const UNWRITTEN = 1
/** What is told is bound so many ms later at the latest, and what is critical at once; but first the session is settled. */
const UNBOUND = 200
const SETTLE = 250
/** What storage holds of a document, and of all together, bytes; some of it the heads of the batches. */
const CAP = { document: 125_000, site: 240_000 }

type Step =
  | { do: 'track'; tab: number; count: number; size: number; critical: boolean }
  | { do: 'hide' | 'freeze' | 'leave' | 'show' | 'close' | 'crash'; tab: number }
  | { do: 'open' }
  | { do: 'wait'; ms: number }
  | { do: 'network'; up: boolean; told: boolean }
  | { do: 'answer'; fates: Fate[] }

const tab = fc.integer({ min: 0, max: 1 })
const trackOf = (...sizes: number[]): fc.Arbitrary<Step> =>
  fc.record({
    do: fc.constant('track' as const),
    tab,
    count: fc.integer({ min: 1, max: 25 }),
    size: fc.constantFrom(...sizes),
    critical: fc.boolean(),
  })
const waitOf = (...times: number[]): fc.Arbitrary<Step> =>
  fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(...times) })
const SHORT = [0, 5, 20, 60, 300, 3 * SECOND, 6 * SECOND, 12 * SECOND]
const open: fc.Arbitrary<Step> = fc.constant({ do: 'open' })
const act = (...names: ('hide' | 'freeze' | 'leave' | 'show' | 'close' | 'crash')[]): fc.Arbitrary<Step> =>
  fc.record({ do: fc.constantFrom(...names), tab })
const network: fc.Arbitrary<Step> = fc.record({
  do: fc.constant('network' as const),
  up: fc.boolean(),
  told: fc.boolean(),
})
const FATES: Fate[] = [204, 200, 202, 500, 503, 429, 408, 400, 403, 413, 410, 'drop before', 'drop after']
const answer: fc.Arbitrary<Step> = fc.record({
  do: fc.constant('answer' as const),
  fates: fc.array(fc.constantFrom<Fate>(...FATES), { minLength: 1, maxLength: 4 }),
})

let world: ReturnType<typeof createWorld> | undefined
afterEach(() => world?.end())

/** Plays what happens, then lets a visitor come back to a site that is well again, until all has been said. */
const play = async (steps: Step[], hasLater: boolean) => {
  world?.end()
  world = createWorld(hasLater)
  const { tabs, ledger, stored, refused } = world
  const { track, hide, show, close, crash, pass, network, answer } = world
  /** Every page says at least that it was viewed. */
  const open = async () => {
    const tab = (await world?.open()) as Tab
    opened.set(tab, world?.now() ?? 0)
    await track(tab, 0, false)
    return tab
  }
  const opened = new Map<Tab, number>()
  const places: (Tab | undefined)[] = [await open(), undefined]
  const mayBeLost = new Set<string>()
  const unbound: string[] = []
  const crashed = new Set<Tab>()
  for (const step of steps) {
    const which = 'tab' in step ? step.tab : 0
    const tab = places[which]
    if (step.do === 'wait') await pass(step.ms)
    else if (step.do === 'network') await network(step.up, step.told)
    else if (step.do === 'answer') {
      let turn = 0
      answer(() => step.fates[turn++ % step.fates.length] ?? 204)
    } else if (step.do === 'open') {
      const free = places.findIndex(one => !one || one.state === 'dead')
      if (free >= 0) places[free] = await open()
    } else if (!tab || tab.state === 'dead') continue
    else if (step.do === 'track') {
      if (tab.state === 'frozen' || tab.state === 'cached') continue
      for (let i = 0; i < step.count; i++) await track(tab, step.size, step.critical)
    } else if (step.do === 'crash') {
      for (const [seq, { at, critical }] of tab.tracked)
        if (!critical && at > world.now() - UNWRITTEN) mayBeLost.add(`${tab.doc} ${seq}`)
      const known = (opened.get(tab) ?? 0) + SETTLE
      for (const { at, critical } of tab.told)
        if (world.now() > known && (critical || at < world.now() - UNBOUND)) unbound.push(`${tab.doc} at ${at}`)
      crashed.add(tab)
      crash(tab)
    } else if (step.do === 'show') {
      const isBack = tab.state === 'cached'
      if (tab.state !== 'visible') await show(tab)
      if (isBack) await track(tab, 0, false)
    } else if (step.do === 'close') await close(tab)
    else if (tab.state === 'visible')
      await hide(tab, ({ hide: 'hidden', freeze: 'frozen', leave: 'cached' } as const)[step.do])
  }
  answer(() => 204)
  await network(true, false)
  await pass(MINUTE)
  /** Outboxes of pages that have heard that all of theirs is held. */
  const idle = tabs.filter(({ doc, state, tracked }) => state === 'visible' && stored.get(doc)?.size === tracked.size)
  const left = Object.keys(world.storage).filter(key => idle.some(({ doc }) => key.endsWith(` ${doc}`)))
  for (const tab of tabs) if (tab.state !== 'dead') await close(tab)
  const missing = () =>
    tabs.flatMap(({ doc, tracked }) =>
      [...tracked.keys()].filter(seq => !stored.get(doc)?.has(seq)).map(seq => `${doc} ${seq}`),
    )
  // A collector that said 410 is left in peace for a day.
  for (const ms of [10 * MINUTE, 10 * MINUTE, 26 * HOUR, 10 * MINUTE, 10 * MINUTE]) {
    if (!missing().some(id => !refused.has(id) && !mayBeLost.has(id))) break
    const back = await open()
    await pass(SECOND)
    await pass(ms)
    await track(back, 0, false)
    await pass(MINUTE)
    await close(back)
    await pass(SECOND)
  }
  // A page that says goodbye binds all it was told.
  for (const tab of tabs)
    if (tab.told.size && !crashed.has(tab)) unbound.push(`${tab.told.size} of ${tab.doc} that was closed`)
  return { world, missing: missing(), mayBeLost, refused, ledger, stored, tabs, unbound, left }
}

describe('Whatever happens to pages, network and collector', () => {
  test('what was tracked is stored but for what was counted, never twice, and the ledger is right', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.oneof(
            { arbitrary: trackOf(0, 0, 0, 1, 3), weight: 6 },
            { arbitrary: waitOf(...SHORT, MINUTE, 3 * MINUTE), weight: 6 },
            { arbitrary: open, weight: 2 },
            { arbitrary: act('hide', 'freeze', 'leave', 'show', 'close', 'crash'), weight: 6 },
            { arbitrary: network, weight: 2 },
            { arbitrary: answer, weight: 2 },
          ),
          { minLength: 3, maxLength: 30 },
        ),
        fc.boolean(),
        async (steps, hasLater) => {
          const { world, missing, mayBeLost, refused, ledger, stored, tabs, unbound } = await play(steps, hasLater)
          expect(unbound).toEqual([])
          // The same (doc, seq) is always the same event, so that no store can hold it twice.
          expect(world.conflicts).toEqual([])
          const sizeOf = ({ tracked }: Tab) => [...tracked.values()].reduce((sum, { size }) => sum + size, 0)
          const isFull = tabs.reduce((sum, tab) => sum + sizeOf(tab), 0) > CAP.site
          for (const tab of tabs) {
            const { doc, tracked } = tab
            const { high, dropped } = ledger.get(doc) ?? { high: 0, dropped: 0 }
            const known = [...tracked.keys()].filter(seq => seq <= high)
            const gone = known.filter(seq => !stored.get(doc)?.has(seq)).length
            // Stored = tracked − counted; what was refused, or told just before a crash, is counted only if a later batch says so.
            const lost = missing.filter(id => id.startsWith(`${doc} `) && !refused.has(id) && !mayBeLost.has(id))
            // Beyond what storage may hold, the ledger names what is gone, of a document that it has heard of.
            const counted = isFull || sizeOf(tab) > CAP.document ? (high ? gone : tracked.size) : dropped
            expect(lost.length, `${lost} of ${doc}`).toBeLessThanOrEqual(counted)
            // Known missing, less what the document says that it dropped: never more than what is gone, never less than nothing.
            expect(high).toBeLessThanOrEqual(Math.max(0, ...tracked.keys()))
            expect(high - (stored.get(doc)?.size ?? 0)).toBe(gone)
          }
        },
      ),
      { numRuns: RUNS },
    )
  }, 900_000)
})

describe('An ordinary visit, with a collector that answers', () => {
  test('sends no event twice, however pages are hidden, frozen, left, come back to and opened', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.oneof(
            { arbitrary: trackOf(0), weight: 4 },
            { arbitrary: waitOf(...SHORT, MINUTE, 3 * MINUTE), weight: 4 },
            { arbitrary: open, weight: 2 },
            { arbitrary: act('hide', 'leave', 'show', 'close'), weight: 3 },
          ),
          { maxLength: 30 },
        ),
        fc.boolean(),
        async (steps, hasLater) => {
          const { world, left } = await play(steps, hasLater)
          expect(left).toEqual([])
          expect([...world.arrivals].filter(([, times]) => times > 1)).toEqual([])
          // No request exists for its claims alone, but for one: a tab with nothing to send itself, that looks when a lease
          // of two minutes is over just after that page has left, asks whether all of it has arrived.
          const asked = world.requests.flatMap(({ events, claims = [] }) =>
            events.length ? [] : claims.map(([doc]) => doc),
          )
          const isLong = steps.some(step => step.do === 'wait' && step.ms >= MINUTE)
          expect(isLong ? asked.filter((doc, i) => asked.indexOf(doc) < i) : asked).toEqual([])
        },
      ),
      { numRuns: RUNS / 5 },
    )
  }, 900_000)
})
