import type { CartRow, ChoiceRow, ClickRow, FormRow, PageRow, SessionRow, UnusedRow } from '../api.js'
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

const keysOf =
  <Row>() =>
  (...keys: Extract<keyof Row, string>[]): string[] =>
    keys

const UNUSED = keysOf<UnusedRow>()('path', 'label', 'tag', 'views', 'last_used')
/** Of those that may be empty: who reads the file by its header finds one. */
const COLUMNS: Record<string, string[]> = {
  pages: keysOf<PageRow>()('path', 'title', 'views', 'sessions', 'entries', 'exits', 'engaged_median', 'scroll_median'),
  sessions: keysOf<SessionRow>()(
    ...(['id', 'start', 'end', 'end_reason', 'duration', 'engaged', 'pages', 'events', 'entry', 'exit'] as const),
    ...(['referrer', 'campaign', 'device', 'live', 'bounce', 'cart'] as const),
  ),
  carts: keysOf<CartRow>()('session', 'time', 'value', 'currency', 'items', 'last_page'),
  clicks: keysOf<ClickRow>()('path', 'label', 'tag', 'count', 'sessions'),
  forms: keysOf<FormRow>()('path', 'form', 'views', 'submits', 'abandoned'),
  sites: ['name'],
  choices: keysOf<ChoiceRow>()('filter', 'value', 'sessions'),
}

/** The columns that a report has without any row. */
export const columnsOf = (name: string, query: URLSearchParams): readonly string[] =>
  name === 'clicks' && query.get('unused') === '1' ? UNUSED : (COLUMNS[name] ?? [])
