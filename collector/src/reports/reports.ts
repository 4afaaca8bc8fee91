import type {
  CartRow,
  ChoiceRow,
  ClickRow,
  Delivery,
  FormRow,
  Funnel,
  PageRow,
  SessionDetail,
  SessionRow,
  Summary,
  UnusedRow,
} from '../api.js'
import type { Read } from '../store/connection.js'
import { carts } from './carts.js'
import { choices } from './choices.js'
import { clicks } from './clicks.js'
import { delivery } from './delivery.js'
import { forms } from './forms.js'
import { funnel, type Step } from './funnel.js'
import { pages } from './pages.js'
import type { Scope } from './scope.js'
import { session } from './session.js'
import { sessions } from './sessions.js'
import { sites } from './sites.js'
import { summary } from './summary.js'
import { unused } from './unused.js'
import { visitorDay } from './visitor.js'

export interface Reports {
  summary(scope: Scope): Promise<Summary>
  pages(scope: Scope): Promise<PageRow[]>
  sessions(scope: Scope): Promise<SessionRow[]>
  session(id: string, scope: Scope): Promise<SessionDetail | null>
  carts(scope: Scope): Promise<CartRow[]>
  funnel(scope: Scope, steps: Step[]): Promise<Funnel>
  clicks(scope: Scope): Promise<ClickRow[]>
  unused(scope: Scope): Promise<UnusedRow[]>
  forms(scope: Scope): Promise<FormRow[]>
  delivery(scope: Scope): Promise<Delivery>
  sites(scope: Scope): Promise<string[]>
  choices(scope: Scope): Promise<ChoiceRow[]>
  /** Sessions of the same browser that began within a day of this one. */
  visitorDay(id: string, scope: Scope): Promise<string[]>
}

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
