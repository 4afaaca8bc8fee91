import { isCount, isObject, isText, isTime, MAX_SEQ } from './is.js'
import type { IncomingEvent, Props } from './wire.js'

const NAME = /^[a-z][a-z0-9_]{0,39}$/
const MAX_PAGE = 1_000_000
const MAX_DEPTH = 12

export type ReadEvent = { ok: true; event: IncomingEvent } | { ok: false; seq: number | null; reason: string }

export function readEvent(raw: unknown): ReadEvent {
  if (!isObject(raw)) return { ok: false, seq: null, reason: 'not an object' }
  if (!isCount(raw.seq, MAX_SEQ) || raw.seq === 0) return { ok: false, seq: null, reason: 'seq' }
  const no = (reason: string): ReadEvent => ({ ok: false, seq: raw.seq as number, reason })
  if (!isTime(raw.time)) return no('time')
  if (typeof raw.name !== 'string' || !NAME.test(raw.name)) return no('name')
  const session = raw.session ?? null
  if (session !== null && (!isText(session, 64) || session === '')) return no('session')
  const page = raw.page ?? 0
  if (!isCount(page, MAX_PAGE)) return no('page')
  const url = raw.url ?? ''
  if (!isText(url, 8192)) return no('url')
  const props = raw.props ?? {}
  if (!isObject(props) || tooDeep(props, MAX_DEPTH)) return no('props')
  const event: IncomingEvent = {
    seq: raw.seq,
    time: Math.round(raw.time),
    session,
    page,
    name: raw.name,
    url,
    props: props as Props,
    tail: raw.late === true || raw.post === true,
  }
  return { ok: true, event }
}

/** 64 KiB of `[[[[…` is 30 000 levels: what walks the props later is recursive. */
function tooDeep(value: unknown, left: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (left === 0) return true
  for (const key in value) if (tooDeep((value as Props)[key], left - 1)) return true
  return false
}
