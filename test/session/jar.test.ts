// @vitest-environment node
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createJar } from '../../src/session/jar'
import { createId, formatRecord, type SessionRecord } from '../../src/session/record'
import { createShelves } from '../../src/session/shelves'
import { visit } from './cookieWorld'

const NAME = '_sojourn'
const NOW = Date.UTC(2026, 5, 1)
const TIMEOUT = 30 * 60_000
const DOMAIN = '; Domain=shop.example; Max-Age=600'
const HOST = '; Max-Age=600'

let world: ReturnType<typeof visit>
const open = () => createJar(createShelves(true, '*', false), NAME, TIMEOUT)
/** The next task: what was read of the cookies in this one is forgotten. */
const later = () => new Promise<void>(go => setTimeout(go))
const idOf = (letter: string, time = NOW) => createId(time, new Uint8Array(13).fill(parseInt(letter, 36)))
const record = (letter = 'a', over: Partial<SessionRecord> = {}): SessionRecord => ({
  id: idOf(letter),
  last: NOW,
  n: 1,
  flags: 0,
  end: '0',
  order: '0',
  ...over,
})
const text = (letter: string, scope: string, last = NOW) => formatRecord(record(letter, { last }), scope)

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: NOW })
  world = visit({ url: 'https://www.shop.example/' })
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('Of two cookies with the name of the session', () => {
  const [domainA, hostB] = [text('a', '1') + DOMAIN, text('b', 'h') + HOST]
  test.each([
    ['the shared one counts, though the other was there first', [hostB, domainA], 'a'],
    ['the shared one counts, though the other came later', [domainA, hostB], 'a'],
    ['the shared one counts, though the other is younger', [domainA, text('b', 'h', NOW + 1000) + HOST], 'a'],
    ['that which parses counts', [`rubbish${DOMAIN}`, hostB], 'b'],
    ['the youngest counts, where none is of this scope', [text('c', '2', NOW - 1) + DOMAIN, hostB], 'b'],
  ])('%s', (_, texts, letter) => {
    for (const one of texts) world.set(`${NAME}=${one}`)
    expect(open().read()?.id).toBe(idOf(letter))
  })

  test('the one that would shadow the shared one is deleted', () => {
    world.set(`${NAME}=${hostB}`)
    world.set(`${NAME}=${domainA}`)
    open()
    expect(world.values(NAME)).toEqual([text('a', '1')])
  })

  test('none is deleted where only the host has one, and none is added', () => {
    world.set(`${NAME}=${hostB}`)
    const jar = open()
    jar.write(record('b', { last: NOW + 1 }))
    expect(world.values(NAME)).toEqual([text('b', 'h', NOW + 1)])
  })
})

describe('A value that is malformed', () => {
  test.each(['', '1', '2.1.x', 'null', '1.h..0.0.0.0.0', `${text('a', '1')}.0`, '%00'])(
    '"%s" is absent',
    async value => {
      world.set(`${NAME}=${value}${DOMAIN}`)
      const jar = open()
      expect(jar.read()).toBeUndefined()
      jar.write(record())
      await later()
      expect(world.values(NAME)).toEqual([text('a', '1')])
    },
  )
})

describe('A cookie that vanishes', () => {
  test('is not an expiry: it is written again', async () => {
    const jar = open()
    jar.write(record())
    world.clear()
    await later()
    expect(jar.read()?.id).toBe(idOf('a'))
    expect(world.values(NAME)).toEqual([text('a', '1')])
    expect(jar.rung()).toBe('domain')
  })

  test('a second time is followed by the next rung, under the same id', async () => {
    world = visit({ url: 'https://shop.example/' })
    const jar = open()
    jar.write(record())
    for (let i = 0; i < 2; i++) {
      world.clear()
      await later()
      expect(jar.read()?.id).toBe(idOf('a'))
    }
    expect(jar.rung()).toBe('host')
    expect(world.cookies().map(({ name, domain }) => [name, domain])).toEqual([[NAME, '']])
    // The next session tries the ladder from the top.
    jar.offer(record('b', { n: 2 }))
    expect(jar.rung()).toBe('domain')
  })

  test('moves to localStorage in a browser that takes none any more, where the next page finds it', async () => {
    const first = visit({ url: 'https://www.shop.example/', refuses: ['cookie'] })
    const jar = open()
    jar.write(record())
    await later()
    expect(Object.keys(first.localStorage)).toEqual([NAME])
    const next = open()
    expect(next.read()?.id).toBe(idOf('a'))
    expect(next.rung()).toBe('local')
  })
})

describe('Candidates', () => {
  const candidate = (letter: string, n = 1, time = NOW) => {
    const id = idOf(letter, time)
    world.set(`${NAME}.${id.slice(-9)}.${n}=${id}${DOMAIN}`)
    return id
  }

  test('lie side by side and hide nothing', async () => {
    const [mine, other] = [open(), open()]
    mine.offer(record('b'))
    other.offer(record('a'))
    await later()
    mine.read()
    expect(mine.rivals(record('b')).sort()).toEqual([idOf('a'), idOf('b')])
    expect(world.values(NAME)).toEqual([])
  })

  test('count for the same session only, and only if they are ids', async () => {
    const jar = open()
    const rival = candidate('c')
    candidate('d', 2)
    world.set(`${NAME}.x.1=rubbish${DOMAIN}`)
    world.set(`other.x.1=${idOf('0')}${DOMAIN}`)
    await later()
    jar.read()
    expect(jar.rivals(record())).toEqual([rival])
  })

  test.each<[string, Partial<SessionRecord>, number]>([
    ['a live record of the same number is one', {}, 1],
    ['a record that has ended is none', { end: `t${NOW.toString(36)}` }, 0],
    ['a record of the session before is none', { n: 2 }, 0],
  ])('%s', (_, over, count) => {
    const jar = open()
    jar.write(record('a', over))
    expect(jar.rivals(record('b'))).toHaveLength(count)
  })

  test('of another arrival are swept away by the next', () => {
    candidate('c', 1, NOW - 8001)
    const young = candidate('d', 1, NOW - 7999)
    open().offer(record('a'))
    expect(world.cookies().map(({ value }) => value)).toEqual([young, idOf('a')])
  })

  test('in storage, where none expires by itself, are swept away by a later arrival on the same page', () => {
    world = visit({ url: 'https://www.shop.example/', refuses: ['cookie'] })
    const jar = open()
    for (let n = 1; n < 4; n++) {
      jar.offer(record('a', { id: idOf('a', Date.now()), n }))
      vi.setSystemTime(Date.now() + 60_000)
    }
    expect(Object.keys(localStorage)).toEqual([expect.stringMatching(/\.3$/)])
  })
})

describe('What the jar holds', () => {
  test('goes altogether when consent does: each scope, each rung, each candidate; what is not ours stays', () => {
    const jar = open()
    jar.offer(record())
    jar.write(record())
    jar.note('page', 'abc', 1000)
    world.set(`${NAME}=${text('b', 'h')}${HOST}`)
    world.set(`${NAME}_other=1${HOST}`)
    for (const store of [world.localStorage, world.sessionStorage]) {
      store[NAME] = text('c', 'h')
      store[`${NAME}.x.1`] = idOf('c')
      store.basket = 'full'
    }
    open().wipe()
    expect(world.cookies().map(({ name }) => name)).toEqual([`${NAME}_other`])
    expect([world.localStorage, world.sessionStorage].map(Object.keys)).toEqual([['basket'], ['basket']])
  })

  test('is behind by what has happened since, and wholly where more than time has', () => {
    const jar = open()
    jar.write(record('a', { last: NOW }))
    const lags = [{ last: NOW + 7 }, { flags: 2 }, { end: 'p0' }, { id: idOf('b') }].map(over =>
      jar.lag(record('a', over)),
    )
    expect(lags).toEqual([7, Infinity, Infinity, Infinity])
  })

  test('notes what the pages to come must know, for all tabs, until another session begins', () => {
    const jar = open()
    expect(jar.noted('page')).toBe('')
    jar.note('page', 'abc', 120_000)
    const other = open()
    other.read()
    expect(other.noted('page')).toBe('abc')
    expect(world.cookies()[0]?.attributes).toContain('Max-Age=120;')
    jar.offer(record())
    other.read()
    expect(other.noted('page')).toBe('')
  })
})
