import type { CartRow, Delivery, PageRow, SessionDetail, SessionRow, Summary } from '../api.js'
import type { Read } from '../store/connection.js'
import { carts } from './carts.js'
import { delivery } from './delivery.js'
import { pages } from './pages.js'
import type { Scope } from './scope.js'
import { session } from './session.js'
import { sessions } from './sessions.js'
import { summary } from './summary.js'

export interface Reports {
  summary(scope: Scope): Promise<Summary>
  pages(scope: Scope): Promise<PageRow[]>
  sessions(scope: Scope): Promise<SessionRow[]>
  session(id: string, scope: Scope): Promise<SessionDetail | null>
  carts(scope: Scope): Promise<CartRow[]>
  delivery(scope: Scope): Promise<Delivery>
}

export const createReports = (read: Read): Reports => ({
  summary: scope => summary(read, scope),
  pages: scope => pages(read, scope),
  sessions: scope => sessions(read, scope),
  session: (id, scope) => session(read, id, scope),
  carts: scope => carts(read, scope),
  delivery: scope => delivery(read, scope),
})
