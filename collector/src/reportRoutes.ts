import type { IncomingMessage, ServerResponse } from 'node:http'
import { sendError, sendJson, sendText } from './answer.js'
import { toCsv } from './csv.js'
import { readSteps } from './reports/funnel.js'
import type { Reports } from './reports/reports.js'
import { readScope, type Scope } from './reports/scope.js'
import type { Store } from './store/store.js'

/** Reports by name. What comes back is sent as JSON, or as CSV where it is asked for. */
type Report = (reports: Reports, scope: Scope, query: URLSearchParams) => Promise<object | null>
const REPORTS: Record<string, Report> = {
  summary: (reports, scope) => reports.summary(scope),
  pages: (reports, scope) => reports.pages(scope),
  sessions: (reports, scope) => reports.sessions(scope),
  carts: (reports, scope) => reports.carts(scope),
  async funnel(reports, scope, query) {
    const steps = readSteps(query.get('steps'))
    return steps && reports.funnel(scope, steps)
  },
  clicks: (reports, scope, query) => (query.get('unused') === '1' ? reports.unused(scope) : reports.clicks(scope)),
  forms: (reports, scope) => reports.forms(scope),
  delivery: (reports, scope) => reports.delivery(scope),
  sites: (reports, scope) => reports.sites(scope),
  choices: (reports, scope) => reports.choices(scope),
}

/** GET /api/… */
export async function answerReport(
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  { store, now }: { store: Store; now: () => number },
): Promise<void> {
  const query = url.searchParams
  const [, , name = '', rawId, ...more] = url.pathname.split('/')
  const report = Object.hasOwn(REPORTS, name) ? REPORTS[name] : undefined
  if (!report || more.length > 0 || (rawId !== undefined && name !== 'sessions')) {
    return sendError(response, 404, `no such report; there are ${Object.keys(REPORTS).join(', ')}, sessions/:id`)
  }
  const read = readScope(query, now())
  if (!read.ok) return sendError(response, 400, read.reason)

  if (rawId !== undefined) {
    const id = decode(rawId)
    if (id === null) return sendError(response, 400, 'the session id cannot be read')
    if (request.method === 'DELETE') {
      const events = await store.forgetSession(id, read.scope.site)
      return events > 0 ? sendJson(response, 200, { deleted: events }) : sendError(response, 404, 'no such session')
    }
    const session = await store.reports.session(id, read.scope)
    if (!session) return sendError(response, 404, 'no such session')
    return send(response, query, session, session.timeline, 'session')
  }
  const result = await report(store.reports, read.scope, query)
  if (result === null) return sendError(response, 400, 'steps: expected names of events, like view_item,purchase')
  return send(response, query, result, rowsOf(result), name)
}

/** What of a report is a table. */
const rowsOf = (result: object): object[] => {
  if (Array.isArray(result)) return result.map(row => (typeof row === 'object' ? row : { name: row }))
  return 'steps' in result ? (result.steps as object[]) : [result]
}

function send(response: ServerResponse, query: URLSearchParams, json: object, rows: object[], name: string): void {
  if (query.get('format') !== 'csv') {
    sendJson(response, 200, json)
    return
  }
  response.setHeader('Content-Disposition', `attachment; filename="sojourn-${name}.csv"`)
  sendText(response, 'text/csv', toCsv(rows))
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch {
    return null
  }
}
