// The stream of events as they are committed. Reconnects by itself; says when it cannot.
import type { LiveEvent } from '../src/api'

/** `live`: connected. `connecting`: the first try. `waiting`: dropped, trying again. `off`: no stream in this browser. */
export type LiveState = 'connecting' | 'live' | 'waiting' | 'off'

const FIRST_WAIT = 1_000
const LONGEST_WAIT = 30_000

export function watchLive(
  address: () => string,
  onEvent: (event: LiveEvent) => void,
  onState: (state: LiveState) => void,
): () => void {
  if (typeof EventSource === 'undefined') {
    onState('off')
    return () => {}
  }
  let source: EventSource | null = null
  let timer = 0
  let wait = FIRST_WAIT

  const connect = () => {
    const stream = new EventSource(address())
    source = stream
    stream.onopen = () => {
      wait = FIRST_WAIT
      onState('live')
    }
    stream.onerror = () => {
      onState('waiting')
      // A refused answer ends the stream for good; only a broken connection is retried by the browser.
      // https://html.spec.whatwg.org/multipage/server-sent-events.html#fail-the-connection
      if (stream.readyState !== EventSource.CLOSED) return
      timer = window.setTimeout(connect, wait)
      wait = Math.min(wait * 2, LONGEST_WAIT)
    }
    stream.addEventListener('event', message => {
      const event = parse(message.data)
      if (event) onEvent(event)
    })
  }

  onState('connecting')
  connect()
  return () => {
    clearTimeout(timer)
    source?.close()
  }
}

function parse(data: unknown): LiveEvent | null {
  try {
    return JSON.parse(String(data)) as LiveEvent
  } catch {
    return null
  }
}
