import { guard } from '../browser/listen'
import type { Props, WireEvent } from '../events'
import { bytesOf } from './batch'
import { toJson } from './serialise'

const MOST = 32_768
/** What a collector takes; in the order in which an event is made. */
const WIRE = /^.[^{]*"name":"[a-z][a-z\d_]{0,39}","time":[\d.]+,"url":"(\\.|[^"\\])*","page":\d+,"props":{/

/**
 * The bytes of an event; null if the site's `beforeSend` dropped it, threw, or answered what is no event. Its identity
 * stays, whatever that changed.
 */
export const render = (event: WireEvent, beforeSend: (event: WireEvent) => WireEvent | null): string | null =>
  guard(() => {
    const { name, url, props } = beforeSend({ ...event }) as WireEvent
    const write = (props: Props) => toJson({ ...event, name, url, props })
    let text = write(props)
    const cut = bytesOf(text)
    // An order that is too long is one still: its items go first.
    if (cut > MOST) text = write({ ...props, items: [], cut })
    if (cut > MOST && bytesOf(text) > MOST) text = write({ cut })
    return WIRE.test(text) ? text : null
  }) ?? null
