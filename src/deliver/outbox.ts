import { now } from '../browser/clock'
import { guard } from '../browser/listen'
import { keysOf, readLocal, writeLocal } from '../browser/storage'
import type { Batch, WireEvent } from '../events'
import { bytesOf, type Stream } from './batch'
import { toJson } from './serialise'

const WEEK = 7 * 864e5
/** Without Web Locks an owner that has not written for this long is taken for dead. */
const SILENT = 12e4

/**
 * What is not yet acknowledged, written ahead as a batch that nobody has sent: one localStorage key per document, so
 * writers never conflict. The owner holds a Web Lock of that name; a free lock means a dead owner, and exactly one page
 * adopts. https://developer.mozilla.org/docs/Web/API/Web_Locks_API
 * @param streams ours first; what is adopted joins them until nothing of it is left to send
 */
export const createOutbox = (
  prefix: string,
  streams: Set<Stream>,
  doc: string,
  mayStore: () => boolean,
  onAdopt: () => void,
) => {
  const key = prefix + doc
  const { locks } = navigator
  let isWritten = false
  let disown = () => {}

  /** Keeps a lock until what it gives is called. */
  const hold = (name: string, then: (release: () => void) => void) =>
    locks
      ? locks.request(name, { ifAvailable: true }, lock => lock && new Promise<void>(then)).catch(() => {})
      : then(() => {})

  /** What was written, as the document that wrote it would have sent it; toJson gives each event its old bytes again. */
  const read = (name: string, release: () => void) => {
    const { high, dropped, sent, events }: Batch = guard(() => JSON.parse(readLocal(name) ?? '')) ?? {}
    const age = now() - sent
    if (!locks && age < SILENT * (1 + Math.random())) return
    const entries = guard(() =>
      events.map((event: WireEvent) => {
        const text = toJson(event)
        return { seq: event.seq, text, size: bytesOf(text) }
      }),
    )
    const done = () => {
      streams.delete(stream)
      writeLocal(name)
      release()
    }
    const stream: Stream = { doc: name.slice(prefix.length), high, dropped, entries: entries ?? [], done }
    if (!(age < WEEK && entries?.length)) return done()
    streams.add(stream)
    onAdopt()
  }
  /** Tried again and again: a page that is just leaving still holds its lock. */
  const adopt = () => {
    if (!mayStore()) return
    const ours = [...streams].map(({ doc }) => prefix + doc)
    for (const name of keysOf(prefix)) if (!ours.includes(name)) hold(name, release => read(name, release))
  }

  return {
    adopt,
    /** Nothing to write removes it. */
    write: (batch: string) => {
      if (!mayStore()) return
      writeLocal(key, batch)
      isWritten = readLocal(key) === batch
    },
    /** Another page has adopted it while this one was away. */
    isTaken: () => isWritten && readLocal(key) === undefined,
    own: () => {
      hold(key, release => {
        disown = release
      })
      adopt()
    },
    /** A held lock keeps a page out of Firefox's back/forward cache. */
    disown: () => disown(),
    wipe: () => {
      isWritten = false
      for (const name of keysOf(prefix)) writeLocal(name)
    },
  }
}
