import type { IncomingMessage, ServerResponse } from 'node:http'
import { sendError, sendJson, sendText } from './answer.js'
import { askerOf } from './asker.js'
import { toCsv } from './csv.js'
import { sendParquet, sendRaw } from './export/sendExport.js'
import { columnsOf, REPORTS, rowsOf } from './reports/named.js'
import { readScope } from './reports/scope.js'
import type { Store } from './store/store.js'

/** GET /api/… Who asks a page for another period drops the questions of the last one: they make room. */
export async function answerReport(
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  options: { store: Store; now: () => number },
): Promise<void> {
  const asker = askerOf(response)
  try {
    await answer(request, response, url, options, asker)
  } catch (error) {
    if (!asker.aborted) throw error
  }
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  { store, now }: { store: Store; now: () => number },
  asker: AbortSignal,
): Promise<void> {
  const query = url.searchParams
  const [, , name = '', rawId, ...more] = url.pathname.split('/')
  if (name === 'export' && rawId !== undefined && more.length === 0) {
    const read = readScope(query, now())
    if (!read.ok) return sendError(response, 400, read.reason)
    return sendRaw(response, store, { name: rawId, format: query.get('format'), scope: read.scope })
  }
  const report = Object.hasOwn(REPORTS, name) ? REPORTS[name] : undefined
  if (!report || more.length > 0 || (rawId !== undefined && name !== 'sessions')) {
    return sendError(
      response,
      404,
      `no such report; there are ${Object.keys(REPORTS).join(', ')}, sessions/:id, export/:table`,
    )
  }
  const read = readScope(query, now())
  if (!read.ok) return sendError(response, 400, read.reason)

  if (rawId !== undefined) {
    const id = decode(rawId)
    if (id === null) return sendError(response, 400, 'the session id cannot be read')
    if (request.method === 'DELETE') {
      const { site } = read.scope
      // The links between sessions go with them: they are followed before the first is deleted.
      const ids = query.get('visitor') === 'day' ? await store.reports.visitorDay(id, read.scope) : [id]
      let events = 0
      for (const one of ids) events += await store.forgetSession(one, site)
      return events > 0 ? sendJson(response, 200, { deleted: events }) : sendError(response, 404, 'no such session')
    }
    const session = await store.reportsFor(asker).session(id, read.scope)
    if (!session) return sendError(response, 404, 'no such session')
    sayWhen(response, store)
    return send(response, query, session, session.timeline, 'session')
  }
  const result = await report(store.reportsFor(asker), read.scope, query)
  if (result === null) return sendError(response, 400, 'steps: expected names of events, like view_item,purchase')
  sayWhen(response, store)
  return send(response, query, result, rowsOf(result), name)
}

/** Asking has tried to bring the reports up to date: only afterwards is it known whether they are. */
function sayWhen(response: ServerResponse, store: Store): void {
  const asOf = store.asOf()
  if (asOf !== null) response.setHeader('Sojourn-As-Of', new Date(asOf).toISOString())
}

async function send(
  response: ServerResponse,
  query: URLSearchParams,
  json: object,
  rows: object[],
  name: string,
): Promise<void> {
  const format = query.get('format')
  const known = columnsOf(name, query)
  if (format === 'parquet') return sendParquet(response, { rows, known, name })
  if (format !== 'csv') return sendJson(response, 200, json)
  response.setHeader('Content-Disposition', `attachment; filename="sojourn-${name}.csv"`)
  sendText(response, 'text/csv', toCsv(rows, known))
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch {
    return null
  }
}
