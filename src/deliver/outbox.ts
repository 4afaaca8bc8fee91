import { createAlarm, now } from '../browser/clock'
import { guard } from '../browser/listen'
import { keysOf, readLocal, writeLocal } from '../browser/storage'
import type { WireEvent } from '../events'
import { bytesOf, type Stream } from './batch'
import { BEAT, batchOf, LEASE, leaseOf } from './lease'
import type { Mirror } from './mirror'
import { createRollCall } from './rollCall'
import { toJson } from './serialise'

/** What all documents of a site may have in storage together, characters. */
const SITE = 262_144

export type Outbox = ReturnType<typeof createOutbox>

/**
 * What is not yet acknowledged, written ahead as a batch that nobody has sent: one localStorage key per document, so
 * writers never conflict. Its text begins with the time until which its owner speaks for it: renewed every minute and
 * when another page begins to write, over at once when the page says goodbye. Then, or when it does not answer, another
 * page adopts it. No Web Lock: Firefox keeps no page that has held one in its back/forward cache, Chromium freezes none.
 * https://web.dev/articles/bfcache#apis
 * @param streams ours first; what is adopted joins them until nothing of it is left to send
 * @param onFree something can be adopted
 */
export const createOutbox = (
  prefix: string,
  streams: Set<Stream>,
  doc: string,
  mayStore: () => boolean,
  onFree: () => void,
  mirror?: Mirror,
) => {
  let key = prefix + doc
  let turn = 0
  /** What this page speaks for, as it stands in storage; '' if another page has written there since. */
  const held = new Map<string, string | undefined>()
  let lease = LEASE
  let room = SITE
  const waiting = createAlarm(onFree)

  /** A page that slept, or was held up, may find that another has taken what it held: nobody takes what is spoken for. */
  const isTaken = (name: string) => held.has(name) && !leaseOf(held.get(name)) && held.get(name) !== readLocal(name)
  const speakFor = (name: string, batch: string) => {
    const text = now() + lease + batch
    held.set(name, writeLocal(name, text) ? text : readLocal(name))
    heart.set(BEAT)
  }
  const beat = (): void => {
    for (const [name, text = ''] of held)
      if (isTaken(name)) held.delete(name)
      else speakFor(name, text.slice(text.indexOf('{')))
  }
  const heart = createAlarm(beat)
  const others = createRollCall(prefix, (name, isNew) => {
    // Told late, it may be of a write before ours: what a page that went has released.
    if (held.has(name) && held.get(name) !== readLocal(name)) held.set(name, '')
    if (isNew) beat()
  })
  const drop = (name: string) => {
    if (!isTaken(name)) {
      writeLocal(name)
      mirror?.write(name)
    }
    held.delete(name)
  }
  /** What was written, as the document that wrote it would have sent it; toJson gives each event its old bytes again. */
  const take = (name: string, text: string) => {
    const { doc = '', high = 0, dropped = 0, events } = batchOf(text)
    const entries = guard(() =>
      (events as WireEvent[]).map(event => {
        const text = toJson(event)
        return { seq: event.seq, text, size: bytesOf(text), at: event.time }
      }),
    )
    const done = () => {
      streams.delete(stream)
      drop(name)
    }
    const stream: Stream = { doc, high, dropped, entries: entries ?? [], done }
    if (!entries) return done()
    speakFor(name, text.slice(text.indexOf('{')))
    streams.add(stream)
  }
  /**
   * Also tried again when the last owner that still speaks must have spoken.
   * @param isHeard the network has answered this page
   */
  const adopt = (isHeard: boolean) => {
    if (!mayStore()) return
    mirror?.restore((name, text) => {
      if (name.startsWith(prefix) && (readLocal(name) ?? '') < text) writeLocal(name, text)
      onFree()
    })
    room = SITE
    for (const name of keysOf(prefix)) {
      if (name === key) continue
      const text = `${readLocal(name)}`
      const wait = others.wait(name, leaseOf(text), isHeard)
      room -= text.length
      if (held.has(name)) continue
      if (wait > 0) waiting.set(wait)
      else take(name, text)
    }
  }

  return {
    adopt,
    stop: others.stop,
    /** Characters that this document may write, next to what others have left: what is critical may be more. */
    room: () => Math.min(room, SITE / 2),
    /** Nothing to write removes it. */
    write: (batch: string, critical?: boolean) => {
      if (!mayStore()) return
      if (isTaken(key)) {
        held.delete(key)
        key = `${prefix + doc}.${++turn}`
      }
      if (batch) {
        if (!held.has(key)) others.ask()
        speakFor(key, batch)
        if (critical) mirror?.write(key, now() + lease + batch)
      } else if (held.has(key)) drop(key)
    },
    /** This page is going: what it has not finished is anybody's. */
    release: () => {
      lease = 0
      beat()
      heart.clear()
      waiting.clear()
      for (const name of held.keys()) if (name !== key) held.delete(name)
    },
    /** It is back: what it had left is still anybody's. Tells the `seq`s of that. */
    renew: (): number[] => {
      lease = LEASE
      const { events = [] } = batchOf(held.get(key))
      held.delete(key)
      key = `${prefix + doc}.${++turn}`
      return events.map(({ seq }) => seq)
    },
    /** @param all what the keys of all sites begin with */
    wipe: (all: string) => {
      heart.clear()
      held.clear()
      mirror?.wipe()
      for (const name of keysOf(all)) writeLocal(name)
    },
  }
}
