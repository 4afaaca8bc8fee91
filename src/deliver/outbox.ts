import { now } from '../browser/clock'
import { guard } from '../browser/listen'
import { bytesOf, type Entry, type Stream } from './batch'

const WEEK = 7 * 864e5
/** Without Web Locks an owner that has not written for this long is taken for dead. */
const SILENT = 12e4

type Stored = { low: number; high: number; dropped: number; at: number; events: string[] }

/**
 * What is not yet acknowledged, written ahead: one localStorage key per document, so writers never conflict. The owner
 * holds a Web Lock of that name; a free lock means a dead owner, and exactly one page adopts.
 * https://developer.mozilla.org/docs/Web/API/Web_Locks_API
 */
export const createOutbox = (
  prefix: string,
  doc: string,
  isAllowed: () => boolean,
  onAdopt: (outbox: Stream) => void,
) => {
  const key = prefix + doc
  const { locks } = navigator
  let release: (() => void) | undefined
  const mine = new Set([key])

  /** Keeps a lock until what it gives is called. */
  const hold = (name: string, then: (done: () => void) => void) =>
    locks?.request(name, { ifAvailable: true }, lock => lock && new Promise<void>(then)).catch(() => {})

  const adopt = (name: string, done: () => void) => {
    const stored = guard(() => JSON.parse(localStorage[name]) as Stored)
    const forget = () => {
      guard(() => localStorage.removeItem(name))
      mine.delete(name)
      done()
    }
    if (!stored?.events?.length || now() - stored.at > WEEK) return forget()
    const { low, high, dropped, events } = stored
    const queue = events.map(
      (text): Entry => ({ text, size: bytesOf(text), seq: guard(() => JSON.parse(text).seq) ?? low }),
    )
    mine.add(name)
    onAdopt({ doc: name.slice(prefix.length), low: () => low, high, dropped, queue, done: forget })
  }

  return {
    /** Writes what is not acknowledged; nothing left removes it. */
    write: ({ high, dropped, low }: Stream, entries: Entry[]) => {
      if (!isAllowed()) return
      guard(() => {
        if (!entries.length) return localStorage.removeItem(key)
        const stored: Stored = { low: low(), high, dropped, at: now(), events: entries.map(({ text }) => text) }
        localStorage[key] = JSON.stringify(stored)
      })
    },
    /** Still there: nobody has adopted it while this page was away. */
    isThere: () => guard(() => localStorage[key]) !== undefined,
    own: () => {
      if (isAllowed())
        hold(key, done => {
          release = done
        })
    },
    /** A held lock keeps a page out of Firefox's back/forward cache. */
    disown: () => release?.(),
    /** Tried again and again: a page that is just leaving still holds its lock. */
    adopt: () => {
      if (!isAllowed()) return
      for (const name of guard(() => Object.keys(localStorage)) ?? []) {
        if (!name.startsWith(prefix) || mine.has(name)) continue
        if (locks) hold(name, done => adopt(name, done))
        else if (now() - (guard(() => JSON.parse(localStorage[name]).at) ?? 0) > SILENT * (1 + Math.random()))
          adopt(name, () => {})
      }
    },
    wipe: () => {
      for (const name of guard(() => Object.keys(localStorage)) ?? [])
        if (name.startsWith(prefix)) localStorage.removeItem(name)
    },
  }
}
