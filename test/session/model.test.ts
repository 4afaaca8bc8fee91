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
/** Interleavings, and half as many of the first property; more: `RUNS=100000 npx vitest run test/session/model.test.ts`. */
declare const process: { env: Record<string, string> } | undefined
const RUNS = Number(process?.env.RUNS ?? 10_000)
vi.setConfig({ testTimeout: 60_000 + RUNS * 20 })

beforeEach(() => {
  vi.useFakeTimers({
    toFake: ['Date', 'performance', 'setTimeout', 'clearTimeout'],
  })
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
  return {
    cookies,
    told,
    merged,
    tabs,
    reopen: (i: number) => (tabs[i] = open()),
  }
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
const WAITS = {
  moment: 40,
  settled: 300,
  burst: 6000,
  minutes: 7 * 60_000,
  expire: TIMEOUT + 1,
}
/** Time passes, and no timer runs. */
const SLEEPS = { nap: 10 * 60_000, night: 8 * 3600_000 }

const happening = fc.tuple(
  fc.nat(2),
  fc.constantFrom(...(Object.keys(HAPPENINGS) as (keyof typeof HAPPENINGS)[])),
  fc.nat(3),
)
const wait = fc.constantFrom(...Object.values(WAITS)).map(ms => ['wait', ms] as const)
const sleep = fc.constantFrom(...Object.values(SLEEPS)).map(ms => ['sleep', ms] as const)
const HOUR = 3600_000
const clock = (...by: number[]) => fc.constantFrom(...by).map(ms => ['clock', ms] as const)
const crash = fc.nat(2).map(tab => ['crash', tab] as const)
const forget = fc.constant(['forget'] as const)
const calm = fc.oneof({ weight: 4, arbitrary: happening }, { weight: 2, arbitrary: wait }, sleep)
/** What takes nothing from the tabs that live. */
const rough = fc.oneof({ weight: 8, arbitrary: calm }, crash, clock(2 * HOUR))
const any = fc.oneof({ weight: 12, arbitrary: rough }, forget, clock(-2 * HOUR, -60_000))
type Step = typeof any extends fc.Arbitrary<infer T> ? T : never

interface World extends Browser {
  /** When people acted, by the clock of then. */
  acts: number[]
  /** Those of them that extend a session for certain. */
  extending: number[]
  /** What has happened to it so far. */
  crashed: boolean
  forgotten: boolean
  turned: boolean
}

function play(
  steps: readonly Step[],
  watch: (world: World, before: SessionRecord | undefined, byPerson: boolean) => void,
) {
  vi.clearAllTimers()
  vi.setSystemTime(START)
  const world: World = {
    ...createBrowser(),
    acts: [],
    extending: [],
    crashed: false,
    forgotten: false,
    turned: false,
  }
  for (const [what, value, order] of steps) {
    const before = world.cookies.record()
    let byPerson = false
    if (what === 'wait') vi.advanceTimersByTime(value)
    else if (what === 'sleep' || what === 'clock') {
      // What is not written yet is lost to the others in a sleep: at most 5 s of activity.
      vi.advanceTimersByTime(WAITS.burst)
      vi.setSystemTime(Date.now() + value)
      world.turned ||= value < 0
    } else if (what === 'forget') {
      world.cookies.clear()
      world.forgotten = true
    } else if (what === 'crash') {
      world.crashed = true
      world.tabs[value]?.session.stop()
      world.reopen(value)
    } else {
      // A reload may be a kiosk's timer; it opens a session only where none has ever been.
      byPerson = PEOPLE.includes(value) || (value === 'reload' && !before)
      if (byPerson) world.acts.push(Date.now())
      // The same order again is no act.
      if (PEOPLE.includes(value) && value !== 'purchase') world.extending.push(Date.now())
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
/** As expect, which costs more than all the rest here. */
const must = (isSo: boolean, what: string) => isSo || expect.fail(what)

/** Held by every world, however troubled. */
function holdsAlways({ told, merged, acts, forgotten }: World): void {
  const starts = named(told, 'session_start')
  must(new Set(starts.map(({ id }) => id)).size === starts.length, 'each session starts once')
  for (const { time, id, props } of starts) {
    must(acts.includes(time), 'only a person opens')
    must(props.previous !== id, 'a session follows another one')
  }
  for (const [loser, winner] of merged) must(winner < loser, 'the smaller id wins')
  const ended = named(told, 'session_end')
  for (const { time, props } of ended)
    must(props.reason !== 'timeout' || acts.includes(time), 'it ends when somebody acted last')
  // Two tabs whose cookies were deleted may agree on one session when one of them has ended it already, by an order too.
  for (const { id, mark, time } of named(told, 'purchase'))
    must(
      !mark || ended.some(end => end.id === id && (forgotten || end.props.reason !== 'purchase') && end.time <= time),
      'an order belongs to its session',
    )
}

/** Held while nobody deletes cookies or turns the clock back. */
function holdsTogether({ told, merged, crashed, extending }: World): void {
  must(!merged[0], 'nothing had to be merged')
  const starts = new Map(named(told, 'session_start').map(({ id, time }) => [id, time]))
  const ends = new Map<string, Told>()
  for (const end of named(told, 'session_end')) {
    const { time, props } = ends.get(end.id) ?? end
    must(time === end.time && props.reason === end.props.reason, 'each session ends once')
    must(!(time < (starts.get(end.id) as number)), 'it ends after it has started')
    ends.set(end.id, end)
    // A tab that crashes takes its last seconds with it; one that has just sold something does not see who is settling.
    const seen = Math.max(time, (starts.get(end.id) ?? 0) + WAITS.settled)
    must(
      crashed || props.reason !== 'timeout' || !extending.some(act => act > seen && act <= time + TIMEOUT),
      'nobody acted after its end',
    )
  }
  for (const { name, id, time, mark } of told) {
    must(crashed || starts.has(id), `${name} has a session`)
    const end = ends.get(id)
    if (!mark && end && !name.startsWith('session_'))
      must(time <= end.time + (end.props.reason === 'timeout' ? TIMEOUT : 0), `${name} within its session`)
  }
}

/** Between two steps the entry only grows. */
function grows({ cookies, acts, forgotten, turned }: World, before: SessionRecord | undefined, byPerson: boolean) {
  const after = cookies.record()
  if (!after || !before) return
  if (after.id === before.id) {
    // Whose candidates were deleted while they settled may write over each other: what was known is gone.
    must(turned || forgotten || after.last >= before.last, 'last never goes back')
    must(forgotten || (after.flags & before.flags) === before.flags, 'flags are never taken back')
    must(forgotten || before.end === '0' || after.end === before.end, 'an end stays')
  } else must(forgotten || turned || after.n >= before.n, 'sessions are counted')
  must(byPerson || acts.includes(after.last), 'only a person extends')
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

/** An order, then the clock is set back: the session stays closed, though its end is in the future. */
const CLOSED_IN_THE_FUTURE: Step[] = [
  [2, 'purchase', 3],
  ['clock', -2 * HOUR],
  [1, 'endSession', 0],
]

describe('Three tabs of one browser', () => {
  test('keep every rule, whatever people, waits, sleeps and crashes come in whatever order', () => {
    fc.assert(
      fc.property(fc.array(rough, { minLength: 5, maxLength: 40 }), steps => {
        const world = play(steps, grows)
        holdsAlways(world)
        holdsTogether(world)
      }),
      { numRuns: RUNS / 2 },
    )
  })

  test('start each session once, by a person, though cookies vanish and the clock is set back', () => {
    fc.assert(
      fc.property(fc.array(any, { minLength: 5, maxLength: 40 }), steps => {
        holdsAlways(play(steps, grows))
      }),
      { numRuns: RUNS, examples: [[BOTH_ARRIVE], [CLOSED_IN_THE_FUTURE]] },
    )
  })
})
