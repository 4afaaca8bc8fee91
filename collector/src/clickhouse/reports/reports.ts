import type { Reports } from '../../reports/reports.js'
import type { Read } from '../client.js'
import { carts } from './carts.js'
import { choices } from './choices.js'
import { clicks } from './clicks.js'
import { delivery } from './delivery.js'
import { forms } from './forms.js'
import { funnel } from './funnel.js'
import { pages } from './pages.js'
import { session, sessions } from './sessions.js'
import { sites } from './sites.js'
import { summary } from './summary.js'
import { unused } from './unused.js'
import { visitorDay } from './visitor.js'

/** The reports of ../../reports, in ClickHouse's words. One contract suite holds both to the same numbers. */
export const createReports = (read: Read): Reports => ({
  summary: scope => summary(read, scope),
  pages: scope => pages(read, scope),
  sessions: scope => sessions(read, scope),
  session: (id, scope) => session(read, id, scope),
  carts: scope => carts(read, scope),
  funnel: (scope, steps) => funnel(read, scope, steps),
  clicks: scope => clicks(read, scope),
  unused: scope => unused(read, scope),
  forms: scope => forms(read, scope),
  delivery: scope => delivery(read, scope),
  sites: scope => sites(read, scope),
  choices: scope => choices(read, scope),
  visitorDay: (id, scope) => visitorDay(read, id, scope),
})
