import { guard } from '../browser/listen'
import type { WireEvent } from '../events'
import { bytesOf } from './batch'
import { toJson } from './serialise'

const MOST = 32_768

/** The bytes of an event, or null if the site's `beforeSend` dropped it or threw. Its identity stays, whatever that changed. */
export const render = (event: WireEvent, beforeSend: (event: WireEvent) => WireEvent | null): string | null => {
  const { seq, session } = event
  const changed = guard(() => beforeSend(event))
  if (!changed) return null
  const text = toJson({ ...changed, seq, session })
  const size = bytesOf(text)
  return size > MOST ? toJson({ ...changed, seq, session, props: { cut: size } }) : text
}
