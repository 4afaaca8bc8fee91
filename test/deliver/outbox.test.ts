import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { bytesOf, formBody, type Stream } from '../../src/deliver/batch'
import { createOutbox } from '../../src/deliver/outbox'

const PREFIX = '_sojourn_o.'
const NOW = Date.UTC(2026, 5, 1)
const DAY = 864e5
const MINUTE = 60_000

beforeEach(() => {
  vi.useFakeTimers({ now: NOW, toFake: ['Date', 'setTimeout', 'clearTimeout'] })
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
  localStorage.clear()
})

const TEXTS = ['{"seq":3,"props":{"label":"Größe €"}}', '{"seq":4,"props":{"1":true,"b":null}}']
const nothing = () => {}
/** A document with something to lose. */
const begin = (doc: string) => {
  const entries = TEXTS.map((text, i) => ({ seq: i + 3, text, size: bytesOf(text), at: NOW }))
  const stream: Stream = { doc, high: 5, dropped: 1, entries, done: nothing }
  const outbox = createOutbox(PREFIX, new Set([stream]), doc, () => true, nothing)
  outbox.write(formBody({ v: 1 }, new Set(), stream, entries, 'later', 2))
  return outbox
}
/** One that has said goodbye. */
const leave = (doc: string) => begin(doc).release()
/** One that dies without a word. */
const crash = (doc: string) => {
  begin(doc)
  vi.clearAllTimers()
}
const open = (doc = 'new', mayStore = true) => {
  const streams = new Set<Stream>([{ doc, high: 0, dropped: 0, entries: [], done: nothing }])
  const onFree = vi.fn()
  const outbox = createOutbox(PREFIX, streams, doc, () => mayStore, onFree)
  return { found: () => [...streams].slice(1), onFree, ...outbox }
}
const stored = () => Object.keys(localStorage)

describe('The outbox of a document that has said goodbye', () => {
  test('is adopted with its identity, its counts and the same bytes', () => {
    leave('old')
    const { found, adopt } = open()
    adopt(false)
    expect(found()).toMatchObject([{ doc: 'old', high: 5, dropped: 1 }])
    expect(found()[0]?.entries).toEqual(TEXTS.map((text, i) => ({ seq: i + 3, text, size: bytesOf(text) })))
  })

  test('is adopted once, however often a page looks', () => {
    leave('old')
    const { found, adopt } = open()
    adopt(false)
    adopt(false)
    expect(found()).toHaveLength(1)
  })

  test('is adopted by one page only', () => {
    leave('old')
    const [first, second] = [open('a'), open('b')]
    first.adopt(false)
    second.adopt(false)
    expect([first.found().length, second.found().length]).toEqual([1, 0])
  })

  test('goes when nothing of it is left to send', () => {
    leave('old')
    const { found, adopt } = open()
    adopt(false)
    found()[0]?.done()
    expect([stored(), found()]).toEqual([[], []])
  })

  test('goes too when the news of its goodbye comes after it was adopted', () => {
    const { found, adopt, write } = open()
    write('{}')
    leave('old')
    adopt(false)
    const late = { key: `${PREFIX}old`, oldValue: 'with a lease', newValue: 'without one' }
    window.dispatchEvent(new StorageEvent('storage', late))
    found()[0]?.done()
    expect(stored()).toEqual([`${PREFIX}new`])
  })

  test('is given back by a page that goes before it could finish', () => {
    leave('old')
    const first = open('a')
    first.adopt(false)
    first.release()
    const second = open('b')
    second.adopt(false)
    expect(second.found()).toMatchObject([{ doc: 'old', high: 5 }])
  })

  test.each([
    ['not JSON', () => localStorage.setItem(`${PREFIX}old`, '0{')],
    ['of another form', () => localStorage.setItem(`${PREFIX}old`, `0{"sent":${NOW},"events":[null]}`)],
  ])('is removed, not adopted, if it is %s', (_, change) => {
    leave('old')
    change()
    const { found, adopt } = open()
    adopt(false)
    expect([found(), stored()]).toEqual([[], []])
  })
})

describe('The outbox of a document that lives', () => {
  test('is left alone for hours, since its owner renews it', () => {
    begin('old')
    const { found, adopt } = open()
    for (let i = 0; i < 240; i++) {
      vi.advanceTimersByTime(MINUTE)
      adopt(false)
    }
    expect([found(), stored().length]).toEqual([[], 1])
  })

  test('is never adopted by that document itself', () => {
    leave('same')
    const { found, adopt } = open('same')
    adopt(false)
    expect([found(), stored().length]).toEqual([[], 1])
  })
})

describe('The outbox of a document that died', () => {
  test('is adopted after two minutes of silence, and a page that found it is told when', () => {
    crash('old')
    const { found, adopt, onFree } = open()
    adopt(false)
    vi.advanceTimersByTime(2 * MINUTE - 1)
    expect(onFree).not.toHaveBeenCalled()
    vi.advanceTimersByTime(1)
    expect(onFree).toHaveBeenCalledOnce()
    adopt(false)
    expect(found()).toHaveLength(1)
  })

  test('is not waited for longer, though the clock was set back', () => {
    crash('old')
    vi.setSystemTime(NOW - DAY)
    const { found, adopt } = open()
    adopt(false)
    expect(found()).toHaveLength(1)
  })
})

describe('The own outbox', () => {
  const spokenFor = () => stored().filter(key => Number.parseInt(localStorage.getItem(key) ?? '', 10) > NOW)

  test('is free once its page goes, whatever is written after', () => {
    const { write, release } = open('mine')
    write('{}')
    release()
    write('{"a":1}')
    expect([stored(), spokenFor()]).toEqual([[`${PREFIX}mine`], []])
  })

  test('is another one when its page is back, so that what it had left can be finished by anybody', () => {
    const mine = begin('mine')
    mine.release()
    const other = open()
    other.adopt(false)
    expect(mine.renew()).toEqual([3, 4])
    mine.write('{"a":1}')
    other.found()[0]?.done()
    expect([stored(), spokenFor().length]).toEqual([[`${PREFIX}mine.1`], 1])
  })

  test('is another one when its page has slept so long that somebody has taken it', () => {
    const mine = begin('mine')
    vi.setSystemTime(NOW + 3 * MINUTE)
    const other = open()
    other.adopt(false)
    mine.write('{"a":1}')
    other.found()[0]?.done()
    vi.advanceTimersByTime(MINUTE)
    expect(spokenFor()).toEqual([`${PREFIX}mine.1`])
  })

  test('tells nothing when it is back that storage did not take', () => {
    const mine = open('mine')
    vi.stubGlobal('localStorage', Object.freeze({}))
    mine.write('{"sent":1,"events":[{"seq":1}]}')
    mine.release()
    expect(mine.renew()).toEqual([])
  })

  test('has room for 128 KiB, and for less where others have left 256 KiB', () => {
    const { room, adopt } = open('mine')
    expect(room()).toBe(131_072)
    for (const doc of ['a', 'b', 'c']) localStorage.setItem(PREFIX + doc, `${NOW + MINUTE}{${'x'.repeat(70_000)}}`)
    adopt(false)
    expect(room()).toBe(262_144 - 3 * 70_015)
  })

  test('is removed when there is nothing to write', () => {
    const { write } = open('mine')
    write('{}')
    write('')
    expect(stored()).toEqual([])
  })

  test('is neither written nor read without consent to store', () => {
    leave('old')
    const { found, write, adopt } = open('mine', false)
    write('{}')
    adopt(false)
    expect([found(), stored()]).toEqual([[], [`${PREFIX}old`]])
  })

  test('leaves what is not an outbox alone when all of them are wiped', () => {
    leave('one')
    leave('two')
    localStorage.setItem('of_the_site', '1')
    open().wipe(PREFIX)
    expect(stored()).toEqual(['of_the_site'])
  })

  test('is no problem of the page where storage is forbidden', () => {
    vi.stubGlobal('localStorage', undefined)
    const { write, adopt, wipe } = open()
    expect(() => [write('{}'), adopt(false)]).not.toThrow()
    expect(() => wipe(PREFIX)).not.toThrow()
  })
})
