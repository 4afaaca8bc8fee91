import type { ServerResponse } from 'node:http'

/** Aborted when whoever asked went away before the answer: nobody needs it any more. */
export function askerOf(response: ServerResponse): AbortSignal {
  const gone = new AbortController()
  response.once('close', () => response.writableFinished || gone.abort())
  return gone.signal
}

/** Work for an asker, `interrupt`ed when it goes; not begun where it has gone. */
export async function whileAsked<T>(
  asker: AbortSignal | undefined,
  interrupt: () => void,
  work: () => Promise<T>,
): Promise<T> {
  asker?.throwIfAborted()
  asker?.addEventListener('abort', interrupt)
  try {
    return await work()
  } finally {
    // What comes next on the same connection is another's.
    asker?.removeEventListener('abort', interrupt)
  }
}
