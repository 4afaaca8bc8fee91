import type { IncomingMessage, ServerResponse } from 'node:http'
import { sendError, sendJson } from './answer.js'
import { readBody } from './body.js'
import { isDeclaredBot } from './bots.js'
import type { createClocks } from './clocks.js'
import type { Committer } from './commit.js'
import { allowedOrigin, answerPreflight, setCors } from './cors.js'
import type { Metrics } from './metrics.js'
import { parse } from './parse.js'
import type { Outcome } from './pending.js'
import { prepare } from './prepare.js'
import type { RateLimit } from './rateLimit.js'
import { validateBatch } from './validate.js'

export interface CollectOptions {
  committer: Committer
  clocks: ReturnType<typeof createClocks>
  rateLimit: RateLimit
  metrics: Metrics
  /** Empty: every site. */
  sites: readonly string[]
  origins: readonly string[]
  countBots: (site: string, events: number) => void
  /** More has arrived than can be looked at. */
  isBehind: () => boolean
  now: () => number
}

const RETRY_AFTER = 5

/** POST /collect. Every way out answers once, and only a durable batch is answered 2xx. */
export async function collect(
  request: IncomingMessage,
  response: ServerResponse,
  { committer, clocks, rateLimit, metrics, sites, origins, countBots, isBehind, now }: CollectOptions,
): Promise<void> {
  const refuse = (status: number, reason: string, retryAfter?: number) => {
    if (retryAfter !== undefined) response.setHeader('Retry-After', String(retryAfter))
    sendError(response, status, reason)
  }
  const allowed = allowedOrigin(request, origins)
  setCors(response, allowed.ok ? allowed.origin : null)
  if (!allowed.ok) return refuse(403, 'this origin is not allowed here')
  if (request.method === 'OPTIONS') return answerPreflight(response)
  if (request.method !== 'POST') {
    response.setHeader('Allow', 'POST, OPTIONS')
    return refuse(405, 'only POST')
  }
  // Before it is read and checked: refusing must cost less than taking, or it would not help.
  if (isBehind() || committer.isFull()) {
    metrics.count('overloaded')
    return refuse(503, 'more than can be taken', RETRY_AFTER)
  }

  const body = await readBody(request)
  if (!body.ok) {
    if (body.status === 0) return
    // What was not read would be taken for the next request.
    if (body.status === 413) response.setHeader('Connection', 'close')
    return refuse(body.status, body.reason)
  }
  const validated = validateBatch(parse(body.text))
  if (!validated.ok) return refuse(validated.status, validated.reason)
  const { batch } = validated
  if (sites.length > 0 && !sites.includes(batch.site)) return refuse(403, 'this site is not collected here')
  const wait = rateLimit(batch.site, request.socket.remoteAddress ?? '')
  if (wait > 0) {
    metrics.count('rate_limited')
    return refuse(429, 'too many batches', wait)
  }
  const userAgent = request.headers['user-agent'] ?? ''
  if (isDeclaredBot(userAgent)) {
    countBots(batch.site, batch.events.length)
    response.writeHead(204).end()
    return
  }

  const received = now()
  const skew = clocks(batch, received)
  const outcome = await committer.submit(prepare(batch, { received, skew, userAgent, bytes: body.bytes }))
  if (!outcome.stored) return refuse(503, 'the store is not available', RETRY_AFTER)
  metrics.count('events_duplicate', outcome.duplicates)
  metrics.count('events_rejected', outcome.rejected.length)
  const k = batch.k ?? attemptOf(request.url)
  if (outcome.claimsHeld && k !== null) acknowledge(response, k, allowed.origin)
  answer(response, outcome)
}

/**
 * Only here: in WebKit the timing header alone looks like success, so no refusal may carry it.
 * https://w3c.github.io/server-timing/
 */
function acknowledge(response: ServerResponse, k: number, origin: string | null): void {
  if (origin !== null) response.setHeader('Timing-Allow-Origin', origin)
  response.setHeader('Server-Timing', `ack;desc="${k}"`)
}

function answer(response: ServerResponse, { accepted, rejected }: Extract<Outcome, { stored: true }>): void {
  if (rejected.length === 0) response.writeHead(204).end()
  else sendJson(response, 202, { accepted, rejected: rejected.map(({ index, reason }) => ({ index, reason })) })
}

function attemptOf(url = ''): number | null {
  const text = /[?&]b=(\d{1,9})(?:&|$)/.exec(url)?.[1]
  return text === undefined ? null : Number(text)
}
