// @vitest-environment node
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Props } from '../../src/events'
import type { Act, Draft } from '../../src/session/draft'
import { createJar } from '../../src/session/jar'
import { hash, parseRecord, type SessionRecord } from '../../src/session/record'
import { createSession, type Session } from '../../src/session/session'
import type { Shelf } from '../../src/session/shelves'

const TIMEOUT = 30 * 60_000
const START = Date.UTC(2026, 5, 1)
const NAME = '_sojourn'
const RUNS = 6000

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date', 'performance', 'setTimeout', 'clearTimeout'] })
})
afterEach(() => {
  vi.useRealTimers()
})

/** Cookies as all tabs of a browser see them: each with a time to live. */
function createCookies() {
  const held = new Map<string, { value: string; until: number }>()
  const shelf: Shelf = {
    rung: 'host',
    scope: 'h',
    list: () => [...held].flatMap(([key, { value, until }]) => (until > performance.now() ? [[key, value]] : [])),
    set: (key, value, ms) => void (ms ? held.set(key, { value, until: performance.now() + ms }) : held.delete(key)),
  }
  const record = () => [held.get(NAME)?.value ?? ''].flatMap(parseRecord)[0]
  return { shelf, record, clear: () => held.clear() }
}

interface Told {
  name: string
  id: string
  time: number
  at: number
  mark: string | undefined
  props: Props
}

/** Three tabs of one browser, and everything that they tell. */
function createBrowser() {
  let bytes = 0
  vi.spyOn(crypto, 'getRandomValues').mockImplementation(
    array => (array as Uint8Array).map((_, i) => (++bytes * 7919) >> i) as typeof array,
  )
  const cookies = createCookies()
  const told: Told[] = []
  const merged: [string, string][] = []
  const held = new Map<string, string>()
  const local: Shelf = {
    rung: 'local',
    scope: 'h',
    list: name => [...held].filter(([key]) => key.startsWith(name)),
    set: (key, value, ms) => void (ms ? held.set(key, value) : held.delete(key)),
  }
  const open = () => {
    let page = 0
    const session = createSession({
      jar: createJar([cookies.shelf, local], NAME, TIMEOUT),
      timeout: TIMEOUT,
      endOnPurchase: true,
      engaged: () => 0,
      first: 'first',
      say: (name, id, time, props) => told.push({ name, id, time, at: Date.now(), mark: undefined, props }),
      out: ({ name, time, props }, id, mark) => told.push({ name, id, time, at: Date.now(), mark, props }),
      notify: () => {},
      was: merged,
      onWake: () => session.check(),
      lose: () => {},
    })
    const emit = (name: string, act: Act, more: Partial<Draft> = {}) =>
      session.admit({ name, time: Date.now(), url: '', page, props: {}, ...more }, act)
    return {
      session,
      emit,
      view: (act: Act) => {
        page++
        emit('page_view', act)
      },
    }
  }
  const tabs = [open(), open(), open()]
  return { cookies, told, merged, tabs, reopen: (i: number) => (tabs[i] = open()) }
}
type Browser = ReturnType<typeof createBrowser>
type Tab = Browser['tabs'][number]

const flush = (session: Session) => session.settle(false)

/** What may happen to a tab. Those that a person does are listed in PEOPLE. */
const HAPPENINGS = {
  input: ({ session }: Tab) => session.admit(null, 'human'),
  click: ({ emit }: Tab) => emit('click', 'human'),
  view: ({ view }: Tab) => view('view'),
  goBack: ({ view }: Tab) => view('return'),
  addToCart: ({ emit }: Tab) => emit('add_to_cart', 'cart'),
  purchase: ({ emit }: Tab, order: number) => emit('purchase', 'order', { order: hash(`order ${order}`) }),
  reload: ({ view }: Tab) => view('reload'),
  track: ({ emit }: Tab) => emit('tracked', 'machine'),
  hide: ({ emit, session }: Tab) => {
    emit('page_leave', 'machine')
    session.settle(true)
  },
  show: ({ session }: Tab) => session.check(),
  flush: ({ session }: Tab) => flush(session),
  endSession: ({ session }: Tab) => session.end('manual'),
} as const
const PEOPLE = ['input', 'click', 'view', 'goBack', 'addToCart', 'purchase']
/** What may happen to the machine they run on. */
const WAITS = { moment: 40, settled: 300, burst: 6000, minutes: 7 * 60_000, expire: TIMEOUT + 1 }
/** Time passes, and no timer runs. */
const SLEEPS = { nap: 10 * 60_000, night: 8 * 3600_000 }

const happening = fc.tuple(
  fc.nat(2),
  fc.constantFrom(...(Object.keys(HAPPENINGS) as (keyof typeof HAPPENINGS)[])),
  fc.nat(3),
)
const wait = fc.constantFrom(...Object.values(WAITS)).map(ms => ['wait', ms] as const)
const sleep = fc.constantFrom(...Object.values(SLEEPS)).map(ms => ['sleep', ms] as const)
const trouble = fc.oneof(
  fc.constant(['forget'] as const),
  fc.nat(2).map(tab => ['crash', tab] as const),
  fc.constantFrom(-2 * 3600_000, -60_000, 2 * 3600_000).map(ms => ['clock', ms] as const),
)
const calm = fc.oneof({ weight: 4, arbitrary: happening }, { weight: 2, arbitrary: wait }, sleep)
const any = fc.oneof({ weight: 6, arbitrary: calm }, trouble)
type Step = typeof any extends fc.Arbitrary<infer T> ? T : never

interface World extends Browser {
  /** When people acted, by the clock of then. */
  acts: number[]
}

function play(
  steps: readonly Step[],
  watch: (world: World, before: SessionRecord | undefined, byPerson: boolean) => void,
) {
  vi.clearAllTimers()
  vi.setSystemTime(START)
  const world: World = { ...createBrowser(), acts: [] }
  for (const [what, value, order] of steps) {
    const before = world.cookies.record()
    let byPerson = false
    if (what === 'wait') vi.advanceTimersByTime(value)
    else if (what === 'sleep' || what === 'clock') {
      // What is not written yet is lost to the others in a sleep: at most 5 s of activity.
      vi.advanceTimersByTime(WAITS.burst)
      vi.setSystemTime(Date.now() + value)
    } else if (what === 'forget') world.cookies.clear()
    else if (what === 'crash') {
      world.tabs[value]?.session.stop()
      world.reopen(value)
    } else {
      // A reload may be a kiosk's timer; it opens a session only where none has ever been.
      byPerson = PEOPLE.includes(value) || (value === 'reload' && !before)
      if (byPerson) world.acts.push(Date.now())
      if (value === 'reload') {
        world.tabs[what]?.session.settle(true)
        world.tabs[what]?.session.stop()
        world.reopen(what)
      }
      HAPPENINGS[value](world.tabs[what] as Tab, order as number)
      // Nobody buys twice in the time in which an arrival settles.
      if (value === 'purchase' || value === 'endSession') vi.advanceTimersByTime(WAITS.settled)
    }
    watch(world, before, byPerson)
  }
  // Everybody leaves, and nothing is kept back.
  for (const { session } of world.tabs) session.settle(true)
  for (const { session } of world.tabs) session.stop()
  return world
}

const named = (told: Told[], name: string) => told.filter(one => one.name === name)

/** Held by every world, however troubled. */
function holdsAlways({ told, merged }: World): void {
  const starts = named(told, 'session_start').map(({ id }) => id)
  expect(new Set(starts).size, 'each session starts once').toBe(starts.length)
  for (const { id, props } of named(told, 'session_start')) expect(props.previous).not.toBe(id)
  for (const [loser, winner] of merged) expect(winner < loser, 'the smaller id wins').toBe(true)
  // Two tabs whose cookies were deleted may agree on one session when one of them has ended it already.
  const ended = named(told, 'session_end').filter(({ props }) => props.reason !== 'purchase')
  for (const { id, mark, time } of named(told, 'purchase'))
    if (mark)
      expect(
        ended.some(end => end.id === id && end.time <= time),
        'an order belongs to its session',
      ).toBe(true)
}

/** Held while nobody deletes cookies, kills tabs or turns the clock. */
function holdsInPeace({ told, merged, acts }: World): void {
  expect(merged, 'nothing had to be merged').toEqual([])
  const starts = new Map(named(told, 'session_start').map(({ id, time }) => [id, time]))
  for (const id of starts.keys()) {
    const ends = named(told, 'session_end').filter(one => one.id === id)
    if (!ends.length) continue
    const names = new Set(ends.map(({ time, props }) => `${props.reason} ${time}`))
    expect([...names], `one end of ${id}`).toHaveLength(1)
    expect(ends[0]?.time).toBeGreaterThanOrEqual(starts.get(id) as number)
  }
  const ends = new Map(named(told, 'session_end').map(one => [one.id, one]))
  for (const { name, id, time, mark } of told) {
    expect(starts.has(id), `${name} has a session`).toBe(true)
    if (mark || name.startsWith('session_')) continue
    const end = ends.get(id)
    const grace = end?.props.reason === 'timeout' ? TIMEOUT : 0
    if (end) expect(time, `${name} within its session`).toBeLessThanOrEqual(end.time + grace)
  }
  // Who opened it was there: each start is the moment of an act, and so is each end by timeout.
  for (const time of starts.values()) expect(acts).toContain(time)
  for (const { time, props } of ends.values()) if (props.reason === 'timeout') expect(acts).toContain(time)
}

/** Between two steps the entry only grows. */
function grows(world: World, before: SessionRecord | undefined, byPerson: boolean): void {
  const after = world.cookies.record()
  if (!after) return
  if (!before) return
  if (after.id === before.id) {
    expect(after.last).toBeGreaterThanOrEqual(before.last)
    expect(after.flags & before.flags).toBe(before.flags)
    if (before.end !== '0') expect(after.end).toBe(before.end)
  } else expect(after.n).toBeGreaterThanOrEqual(before.n)
  if (!byPerson) expect(world.acts, 'only a person extends').toContain(after.last)
}

/** Found by chance: a tab settles and buys while another, whose cookie was deleted, has begun the session after it. */
const BOTH_ARRIVE: Step[] = [
  [1, 'input', 0],
  ['wait', WAITS.expire],
  ['wait', WAITS.expire],
  ['forget'],
  [0, 'input', 0],
  [1, 'input', 0],
  [1, 'reload', 0],
  [0, 'input', 0],
  [0, 'purchase', 0],
]

describe('Three tabs of one browser', () => {
  test('keep every rule, whatever people, waits and sleeps come in whatever order', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(fc.array(calm, { minLength: 5, maxLength: 40 }), steps => {
        const world = play(steps, grows)
        holdsAlways(world)
        holdsInPeace(world)
      }),
      { numRuns: RUNS },
    )
  })

  test('start and end each session once though cookies vanish, tabs crash and the clock jumps', {
    timeout: 60_000,
  }, () => {
    fc.assert(
      fc.property(fc.array(any, { minLength: 5, maxLength: 40 }), steps => {
        holdsAlways(play(steps, () => {}))
      }),
      { numRuns: RUNS, examples: [[BOTH_ARRIVE]] },
    )
  })
})
