import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { MAX_BODY } from '../body.js'
import { createCommitter } from '../commit.js'
import { createDedup } from '../dedup.js'
import { collectorError } from '../errors.js'
import { parse } from '../parse.js'
import { prepare } from '../prepare.js'
import { openStore, type Place } from '../store/open.js'
import { validateBatch } from '../validate.js'
import type { IncomingBatch } from '../wire.js'

export interface ImportOptions {
  place: Place
  /** One batch a line, as it was POSTed. */
  file: string
  /** Takes lines for a person. */
  say: (line: string) => void
  now?: () => number
}

export interface Imported {
  lines: number
  events: number
  duplicates: number
  /** Events that were refused, in lines that were taken. */
  rejected: number
  /** Numbers of the lines that are no batch. */
  bad: number[]
}

interface Read {
  batch: IncomingBatch
  bytes: number
}

/** Batches that are taken together. */
const AT_ONCE = 200
/** Of the bad lines, so many are told one by one. */
const TOLD = 20
const TELL_EVERY = 1_000
const ZERO = { lines: 0, events: 0, duplicates: 0, rejected: 0 }

/**
 * Takes a log of batches into the store. It may be stopped and run again: what is held is refused as a duplicate.
 * A batch counts as received when it was sent, so that periods, lateness and retention come out as they were.
 */
export async function runImport({ place, file, say, now = Date.now }: ImportOptions): Promise<Imported> {
  const size = await stat(file).then(
    ({ size }) => size,
    error => {
      throw collectorError('E_OPTION', `import ${file}: cannot be read (${error.code ?? error})`, error)
    },
  )
  const store = await openStore({ ...place, bulk: true, onDamage: error => say(error.message) })
  const dedup = createDedup()
  const result: Imported = { ...ZERO, bad: [] }
  let failure: unknown = null
  let stored = true
  const committer = createCommitter({
    store,
    dedup,
    onCommitted: () => {},
    onFailure: error => {
      failure = error
    },
    maxWait: 10,
  })

  const take = async ({ batch, bytes }: Read): Promise<void> => {
    const received = Math.min(batch.sent ?? now(), now())
    const outcome = await committer.submit(prepare(batch, { received, skew: 0, userAgent: '', bytes }))
    if (!outcome.stored) {
      stored = false
      return
    }
    result.events += outcome.fresh.length
    result.duplicates += outcome.duplicates
    result.rejected += outcome.rejected.length
  }
  async function takeAll(read: Read[]): Promise<void> {
    if (read.length === 0) return
    // A store that others write to as well may hold what nobody here has seen.
    await store.heldOf([...new Set(read.map(({ batch }) => batch.doc))], dedup.learn)
    await Promise.all(read.map(take))
  }
  const refuse = (reason: string) => {
    result.bad.push(result.lines)
    if (result.bad.length <= TOLD) say(`line ${result.lines}: ${reason}`)
  }

  try {
    await store.held(0, dedup.learn)
    const input = createReadStream(file)
    let waiting: Read[] = []
    let toldAt = now()
    for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      result.lines++
      if (line.trim() === '') continue
      const validated = validateBatch(line.length > MAX_BODY ? null : parse(line))
      if (!validated.ok) refuse(validated.reason)
      else waiting.push({ batch: validated.batch, bytes: line.length })
      if (waiting.length >= AT_ONCE) {
        await takeAll(waiting)
        waiting = []
        if (!stored) break
      }
      if (now() - toldAt < TELL_EVERY) continue
      toldAt = now()
      say(`${Math.round((input.bytesRead / size) * 100)} %: ${sayImported(result)}`)
    }
    await takeAll(waiting)
    if (!stored) {
      const why = failure instanceof Error ? failure.message : 'the store failed'
      throw collectorError('E_DATA', `import stopped near line ${result.lines} (${why}): mend it and run it again`)
    }
  } finally {
    await committer.close()
    if (place.store === null) say('making the reports’ tables')
    await store.close()
  }
  return result
}

export const sayImported = ({ lines, events, duplicates, rejected, bad }: Imported): string =>
  `${lines} lines, ${events} events taken, ${duplicates} held already, ${rejected} refused, ${bad.length} bad lines`
