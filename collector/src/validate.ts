import { isCount, isObject, isText, isTime, MAX_SEQ } from './is.js'
import { readEvent } from './validateEvent.js'
import type { Claim, IncomingBatch, Merge } from './wire.js'

export const MAX_EVENTS = 500
const MAX_CLAIMS = 200
const MAX_MERGES = 50

export type Validated = { ok: true; batch: IncomingBatch } | { ok: false; status: 400 | 413; reason: string }

const no = (reason: string, status: 400 | 413 = 400): Validated => ({ ok: false, status, reason })

/** By hand: 0.9 µs for a batch of 20, where schema libraries take 2 to 25. */
export function validateBatch(body: unknown): Validated {
  if (!isObject(body)) return no('the body is not a JSON object')
  if (body.v !== 1) return no('v: only wire format 1 is understood')
  if (!isText(body.site, 255) || body.site === '') return no('site: expected a text of 1 to 255 characters')
  if (!isText(body.doc, 128) || body.doc === '') return no('doc: expected a text of 1 to 128 characters')
  if (!Array.isArray(body.events)) return no('events: expected an array')
  if (body.events.length > MAX_EVENTS) return no(`events: more than ${MAX_EVENTS}`, 413)
  for (const key of ['k', 'low', 'high', 'dropped'] as const) {
    if (body[key] !== undefined && !isCount(body[key], MAX_SEQ)) return no(`${key}: expected a whole number from 0`)
  }
  if (body.sent !== undefined && !isTime(body.sent)) return no('sent: expected ms since 1970')
  if (body.via !== undefined && !isText(body.via, 16)) return no('via: expected a short text')
  const claims = body.claims ?? []
  if (!Array.isArray(claims) || claims.length > MAX_CLAIMS || !claims.every(isClaim)) {
    return no('claims: expected a list of [doc, low, high]')
  }
  const was = body.was ?? []
  if (!Array.isArray(was) || was.length > MAX_MERGES || !was.every(isMerge)) {
    return no('was: expected a list of [loser, winner]')
  }
  const context = body.context ?? {}
  if (!isObject(context)) return no('context: expected an object')

  const batch: IncomingBatch = {
    site: body.site,
    doc: body.doc,
    k: (body.k as number | undefined) ?? null,
    sent: (body.sent as number | undefined) ?? null,
    high: (body.high as number | undefined) ?? 0,
    dropped: (body.dropped as number | undefined) ?? 0,
    via: (body.via as string | undefined) ?? '',
    claims,
    was,
    store: isText(context.store, 16) ? context.store : null,
    screen: isSize(context.screen) ? context.screen : isSize(context.viewport) ? context.viewport : null,
    automation: context.automation === true,
    events: [],
    rejected: [],
  }
  body.events.forEach((raw, index) => {
    const read = readEvent(raw)
    if (read.ok) batch.events.push({ event: read.event, index })
    else batch.rejected.push({ index, seq: read.seq, reason: read.reason })
  })
  for (const { event } of batch.events) if (event.seq > batch.high) batch.high = event.seq
  return { ok: true, batch }
}

const isClaim = (value: unknown): value is Claim =>
  Array.isArray(value) &&
  value.length === 3 &&
  isText(value[0], 128) &&
  isCount(value[1], MAX_SEQ) &&
  isCount(value[2], MAX_SEQ)

const isMerge = (value: unknown): value is Merge =>
  Array.isArray(value) && value.length === 2 && value.every(id => isText(id, 64) && id !== '')

const isSize = (value: unknown): value is [number, number] =>
  Array.isArray(value) && value.length === 2 && value.every(side => Number.isFinite(side))
