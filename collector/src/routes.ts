import type { IncomingMessage, ServerResponse } from 'node:http'
import { sendError, sendJson, sendText, setSecurityHeaders } from './answer.js'
import { reportAccess } from './auth.js'
import { type CollectOptions, collect } from './collect.js'
import type { Live } from './live.js'
import { answerReport } from './reportRoutes.js'
import { sendPage, sendScript } from './static.js'
import type { Store } from './store/store.js'

export interface RouteOptions {
  collect: CollectOptions
  store: Store
  live: Live
  token: string | null
  metricsText: () => string
  /** Resolves when the store can be written. */
  ready: () => Promise<void>
  now: () => number
  /** Serves what the collector does not; true: answered. */
  serve: ((request: IncomingMessage, response: ServerResponse) => boolean) | null
}

/** The whole map of addresses. */
export async function route(request: IncomingMessage, response: ServerResponse, options: RouteOptions): Promise<void> {
  const url = addressOf(request)
  if (url === null) return sendError(response, 400, 'the address cannot be read')
  const path = url.pathname
  if (path === '/collect') return collect(request, response, options.collect)

  const ours = /^\/(report|live|metrics|healthz|readyz|sojourn\.js)$/.test(path) || /^\/(api|report)\//.test(path)
  if (!ours) {
    if (options.serve?.(request, response)) return
    if (path !== '/') return sendError(response, 404, `nothing at ${path.slice(0, 200)}`)
    return redirect(response, 'report')
  }
  setSecurityHeaders(response)
  const deletes = request.method === 'DELETE' && /^\/api\/sessions\//.test(path)
  if (request.method !== 'GET' && request.method !== 'HEAD' && !deletes) {
    response.setHeader('Allow', 'GET, HEAD')
    return sendError(response, 405, 'only GET')
  }
  if (path === '/healthz') return sendJson(response, 200, { ok: true })
  if (path === '/readyz') return answerReady(response, options)
  if (path === '/sojourn.js') return sendScript(response, url.searchParams.has('v'))
  // The page's own addresses are relative, so that it may lie anywhere behind a proxy.
  if (path === '/report/') return redirect(response, '../report')
  if (path === '/report' || path.startsWith('/report/')) return sendPage(response, path)

  const access = reportAccess(request, url, options.token)
  if (access === 'token') {
    response.setHeader('WWW-Authenticate', 'Bearer')
    return sendError(response, 401, 'reports need the token')
  }
  if (access === 'loopback') {
    return sendError(response, 403, 'reports are for this machine only: start the collector with --token to open them')
  }
  if (path === '/metrics') return sendText(response, 'text/plain; version=0.0.4', options.metricsText())
  if (path === '/live') return watch(request, response, options.live, url.searchParams.get('site') || null)
  return answerReport(request, response, url, options)
}

/** A HEAD has no body, so nothing would ever end it. */
function watch(request: IncomingMessage, response: ServerResponse, live: Live, site: string | null): void {
  if (request.method === 'GET') live.attach(response, site)
  else response.writeHead(200, { 'Content-Type': 'text/event-stream; charset=utf-8' }).end()
}

function redirect(response: ServerResponse, to: string): void {
  response.writeHead(302, { Location: to }).end()
}

async function answerReady(response: ServerResponse, { ready }: RouteOptions): Promise<void> {
  try {
    await ready()
    sendJson(response, 200, { ready: true })
  } catch {
    response.setHeader('Retry-After', '5')
    sendError(response, 503, 'the store cannot be written')
  }
}

function addressOf(request: IncomingMessage): URL | null {
  try {
    return new URL(request.url ?? '/', 'http://collector')
  } catch {
    return null
  }
}
