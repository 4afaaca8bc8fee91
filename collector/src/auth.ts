import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

export type Access = 'granted' | 'token' | 'loopback'

/**
 * Who may read reports: whoever has the token; without a configured token, this machine only.
 * Anything but 'granted' says what is missing.
 */
export function reportAccess(request: IncomingMessage, url: URL, token: string | null): Access {
  if (token !== null) return sameText(givenToken(request, url), token) ? 'granted' : 'token'
  return fromThisMachine(request) ? 'granted' : 'loopback'
}

/** EventSource cannot set headers, so the query is accepted too. */
const givenToken = (request: IncomingMessage, url: URL): string =>
  /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? url.searchParams.get('token') ?? ''

/** Both sides hashed: equal length, so the comparison takes the same time for every wrong token. */
function sameText(given: string, wanted: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(hash(given), hash(wanted))
}

function fromThisMachine(request: IncomingMessage): boolean {
  const address = request.socket.remoteAddress ?? ''
  if (!/^(127\.|::1$|::ffff:127\.)/.test(address)) return false
  // Behind a proxy everybody comes from loopback.
  if (['forwarded', 'x-forwarded-for', 'x-real-ip', 'via'].some(name => request.headers[name] !== undefined))
    return false
  // A foreign name that resolves to 127.0.0.1 would let any web page read along (DNS rebinding).
  return /^(localhost|127\.\d+\.\d+\.\d+|\[::1\]|[a-z0-9-]+\.localhost)(:\d+)?$/i.test(request.headers.host ?? '')
}
