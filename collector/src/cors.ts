import type { IncomingMessage, ServerResponse } from 'node:http'

/**
 * Whether the page may send here, and which origin the answer names. Beacons carry credentials, so the answer must
 * name the concrete origin, never `*`. https://fetch.spec.whatwg.org/#cors-protocol-and-credentials
 */
export function allowedOrigin(
  request: IncomingMessage,
  origins: readonly string[],
): { ok: true; origin: string | null } | { ok: false } {
  const { origin, host } = request.headers
  if (origin === undefined) return { ok: true, origin: null }
  // Without a list every origin is answered: the first page of a newcomer must work.
  if (origins.length === 0 || origins.includes(origin)) return { ok: true, origin }
  const sameHost = host !== undefined && (origin === `https://${host}` || origin === `http://${host}`)
  return sameHost ? { ok: true, origin } : { ok: false }
}

export function setCors(response: ServerResponse, origin: string | null): void {
  response.setHeader('Vary', 'Origin')
  if (origin === null) return
  response.setHeader('Access-Control-Allow-Origin', origin)
  response.setHeader('Access-Control-Allow-Credentials', 'true')
  response.setHeader('Access-Control-Expose-Headers', 'Server-Timing, Retry-After')
}

export function answerPreflight(response: ServerResponse): void {
  response.setHeader('Access-Control-Allow-Methods', 'POST')
  response.setHeader('Access-Control-Allow-Headers', 'Content-Type, Content-Encoding')
  response.setHeader('Access-Control-Max-Age', '86400')
  response.writeHead(204).end()
}
