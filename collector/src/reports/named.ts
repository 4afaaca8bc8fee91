import { readSteps } from './funnel.js'
import type { Reports } from './reports.js'
import type { Scope } from './scope.js'

type Report = (reports: Reports, scope: Scope, query: URLSearchParams) => Promise<object | null>

/** Reports by the name that a route and a command know them by. null: the query cannot be read. */
export const REPORTS: Record<string, Report> = {
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

/** What of a report is a table. */
export const rowsOf = (result: object): object[] => {
  if (Array.isArray(result)) return result.map(row => (typeof row === 'object' ? row : { name: row }))
  return 'steps' in result ? (result.steps as object[]) : [result]
}
