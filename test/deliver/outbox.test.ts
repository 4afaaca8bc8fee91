import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { bytesOf, formBody, type Stream } from '../../src/deliver/batch'
import { createOutbox } from '../../src/deliver/outbox'

const PREFIX = '_sojourn_o.'
const NOW = Date.UTC(2026, 5, 1)
const DAY = 864e5
const MINUTE = 60_000

/** Web Locks of one browser, without waiting: who asks for what is held gets null. */
const stubLocks = () => {
  const held = new Set<string>()
  vi.stubGlobal('navigator', {
    locks: {
      request: async (name: string, _: object, use: (lock: object | null) => Promise<void> | null) => {
        if (held.has(name)) return use(null)
        held.add(name)
        await use({})
        held.delete(name)
      },
    },
  })
  return held
}

beforeEach(() => {
  vi.useFakeTimers({ now: NOW, toFake: ['Date'] })
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
  localStorage.clear()
})

const TEXTS = ['{"seq":3,"props":{"label":"Größe €"}}', '{"seq":4,"props":{"1":true,"b":null}}']
/** What a document has left behind. */
const leave = (doc: string) => {
  const entries = TEXTS.map((text, i) => ({ seq: i + 3, text, size: bytesOf(text) }))
  const stream: Stream = { doc, high: 5, dropped: 1, entries, done: () => {} }
  createOutbox(
    PREFIX,
    new Set(),
    doc,
    () => true,
    () => {},
  ).write(formBody({ v: 1 }, stream, entries, 'later', 2))
}
const open = (doc = 'new', mayStore = true) => {
  const streams = new Set<Stream>([{ doc, high: 0, dropped: 0, entries: [], done: () => {} }])
  const onAdopt = vi.fn()
  const outbox = createOutbox(PREFIX, streams, doc, () => mayStore, onAdopt)
  return { found: () => [...streams].slice(1), onAdopt, ...outbox }
}
const stored = () => Object.keys(localStorage)

describe('The outbox of a document that is gone', () => {
  test('is adopted with its identity, its counts and the same bytes', () => {
    stubLocks()
    leave('old')
    const { found, adopt } = open()
    adopt()
    expect(found()).toMatchObject([{ doc: 'old', high: 5, dropped: 1 }])
    expect(found()[0]?.entries).toEqual(TEXTS.map((text, i) => ({ seq: i + 3, text, size: bytesOf(text) })))
  })

  test('is adopted once, however often a page looks', () => {
    stubLocks()
    leave('old')
    const { found, adopt } = open()
    adopt()
    adopt()
    expect(found()).toHaveLength(1)
  })

  test('is adopted by one page only', () => {
    stubLocks()
    leave('old')
    const [first, second] = [open('a'), open('b')]
    first.adopt()
    second.adopt()
    expect([first.found().length, second.found().length]).toEqual([1, 0])
  })

  test('goes when nothing of it is left to send, and its lock with it', async () => {
    const held = stubLocks()
    leave('old')
    const { found, adopt } = open()
    adopt()
    found()[0]?.done()
    expect(stored()).toEqual([])
    await vi.waitFor(() => expect([...held]).toEqual([]))
  })

  test.each([
    ['older than 7 days', () => vi.setSystemTime(NOW + 7 * DAY + 1)],
    ['not JSON', () => localStorage.setItem(`${PREFIX}old`, '{')],
    ['of another form', () => localStorage.setItem(`${PREFIX}old`, `{"sent":${NOW},"events":[null]}`)],
    ['empty', () => localStorage.setItem(`${PREFIX}old`, `{"sent":${NOW},"events":[]}`)],
  ])('is removed, not adopted, if it is %s', (_, change) => {
    stubLocks()
    leave('old')
    change()
    const { found, adopt } = open()
    adopt()
    expect([found(), stored()]).toEqual([[], []])
  })
})

describe('The outbox of a document that lives', () => {
  test('is left alone while its lock is held, and adopted once that is given back', async () => {
    const held = stubLocks()
    leave('old')
    const owner = open('old')
    owner.own()
    const { found, adopt } = open()
    adopt()
    expect(found()).toEqual([])
    owner.disown()
    await vi.waitFor(() => expect(held.has(`${PREFIX}old`)).toBe(false))
    adopt()
    expect(found()).toHaveLength(1)
  })

  test('is never adopted by that document itself', () => {
    stubLocks()
    leave('same')
    const { found, adopt } = open('same')
    adopt()
    expect([found(), stored().length]).toEqual([[], 1])
  })

  test('without Web Locks is left alone for 2 to 4 minutes of silence', () => {
    vi.stubGlobal('navigator', {})
    leave('old')
    const random = vi.spyOn(Math, 'random').mockReturnValue(0.5)
    const { found, adopt } = open()
    vi.setSystemTime(NOW + 3 * MINUTE - 1)
    adopt()
    expect([found(), stored().length]).toEqual([[], 1])
    random.mockReturnValue(0)
    adopt()
    adopt()
    expect(found()).toHaveLength(1)
  })
})

describe('The own outbox', () => {
  test('says whether another page has taken it over', () => {
    stubLocks()
    const { isTaken, write } = open('mine')
    write('{}')
    expect(isTaken()).toBe(false)
    localStorage.clear()
    expect(isTaken()).toBe(true)
  })

  test('is not taken over if there was nothing to take', () => {
    const { isTaken, write } = open('mine')
    write('{}')
    write('')
    expect([isTaken(), stored()]).toEqual([false, []])
  })

  test('is neither written nor read without consent to store', () => {
    stubLocks()
    leave('old')
    const { found, write, own } = open('mine', false)
    write('{}')
    own()
    expect([found(), stored()]).toEqual([[], [`${PREFIX}old`]])
  })

  test('leaves what is not an outbox alone when all of them are wiped', () => {
    leave('one')
    leave('two')
    localStorage.setItem('of_the_site', '1')
    open().wipe()
    expect(stored()).toEqual(['of_the_site'])
  })

  test('is no problem of the page where storage is forbidden', () => {
    vi.stubGlobal('localStorage', undefined)
    const { write, adopt, wipe, isTaken } = open()
    expect(() => [write('{}'), adopt()]).not.toThrow()
    // Nothing was written, so nothing can have been taken.
    expect(isTaken()).toBe(false)
    expect(wipe).not.toThrow()
  })
})
