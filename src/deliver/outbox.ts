import { after, now } from '../browser/clock'
import { guard, type Stop } from '../browser/listen'
import { keysOf, readLocal, writeLocal } from '../browser/storage'
import type { Batch, WireEvent } from '../events'
import { bytesOf, type Stream } from './batch'
import type { Mirror } from './mirror'
import { toJson } from './serialise'

const WEEK = 7 * 864e5
/** Hidden tabs run a timer once a minute. */
const BEAT = 6e4
const LEASE = 2 * BEAT
/** What all documents of a site may have in storage together, characters. */
const SITE = 262_144

export type Outbox = ReturnType<typeof createOutbox>

/**
 * What is not yet acknowledged, written ahead as a batch that nobody has sent: one localStorage key per document, so
 * writers never conflict. Its text begins with the time until which its owner speaks for it: renewed every minute, over
 * at once when the page says goodbye. Then another page adopts it. No Web Lock: Firefox keeps no page that has held
 * one in its back/forward cache, Chromium freezes none. https://web.dev/articles/bfcache#apis
 * @param streams ours first; what is adopted joins them until nothing of it is left to send
 * @param onFree something can be adopted, or was
 */
export const createOutbox = (
  prefix: string,
  streams: Set<Stream>,
  doc: string,
  mayStore: () => boolean,
  onFree: () => void,
  mirror?: Mirror,
) => {
  const key = prefix + doc
  /** What this page speaks for. */
  const held = new Map<string, string>()
  let lease = LEASE
  let room = SITE
  let stopBeat: Stop | undefined
  let stopWaiting: Stop | undefined

  const speakFor = (name: string, text: string) => {
    held.set(name, text)
    writeLocal(name, now() + lease + text)
    stopBeat ??= after(BEAT, beat)
  }
  const rest = () => {
    stopBeat?.()
    stopBeat = undefined
  }
  const beat = (): void => {
    rest()
    for (const [name, text] of held) speakFor(name, text)
  }
  const drop = (name: string) => {
    held.delete(name)
    writeLocal(name)
    mirror?.write(name)
  }
  /** What was written, as the document that wrote it would have sent it; toJson gives each event its old bytes again. */
  const take = (name: string, text: string) => {
    const { high, dropped, sent, events }: Batch = guard(() => JSON.parse(text)) ?? {}
    const entries = guard(() =>
      events.map((event: WireEvent) => {
        const text = toJson(event)
        return { seq: event.seq, text, size: bytesOf(text) }
      }),
    )
    const done = () => {
      streams.delete(stream)
      drop(name)
    }
    const stream: Stream = { doc: name.slice(prefix.length), high, dropped, entries: entries ?? [], done }
    if (!(now() - sent < WEEK && entries?.length)) return done()
    speakFor(name, text)
    streams.add(stream)
    onFree()
  }
  /** Also tried again when the last owner that still speaks must have spoken. */
  const adopt = () => {
    if (!mayStore()) return
    mirror?.restore((name, text) => {
      if (name.startsWith(prefix) && (readLocal(name) ?? '') < text) writeLocal(name, text)
      onFree()
    })
    room = SITE
    for (const name of keysOf(prefix)) {
      if (name === key) continue
      const text = `${readLocal(name)}`
      const left = parseInt(text, 10) - now()
      room -= text.length
      if (held.has(name)) continue
      // A lease from the future is that of a clock that was set back.
      if (left > 0 && left <= LEASE) {
        stopWaiting?.()
        stopWaiting = after(left, onFree)
      } else take(name, text.slice(text.indexOf('{')))
    }
  }

  return {
    adopt,
    /** Bytes that this document may write, next to what others have left. */
    room: () => Math.min(room, SITE / 4),
    /** Nothing to write removes it. */
    write: (batch: string, critical?: boolean) => {
      if (!mayStore()) return
      if (batch) {
        speakFor(key, batch)
        if (critical) mirror?.write(key, now() + lease + batch)
      } else if (held.has(key)) drop(key)
    },
    /** This page is going: what it has not finished is anybody's. */
    release: () => {
      lease = 0
      beat()
      rest()
      for (const { doc: other } of streams) if (other !== doc) held.delete(prefix + other)
      stopWaiting?.()
    },
    /** It is back. */
    own: () => {
      lease = LEASE
    },
    wipe: () => {
      rest()
      held.clear()
      mirror?.wipe()
      for (const name of keysOf(prefix)) writeLocal(name)
    },
  }
}
