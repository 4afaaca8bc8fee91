import type { ServerResponse } from 'node:http'

/** Aborted when whoever asked went away before the answer: nobody needs it any more. */
export function askerOf(response: ServerResponse): AbortSignal {
  const gone = new AbortController()
  response.once('close', () => response.writableFinished || gone.abort())
  return gone.signal
}
