// The only wiring: filters → questions → sections, and the live stream that says when to ask again.
import type {
  CartRow,
  ChoiceRow,
  ClickRow,
  Delivery,
  LiveEvent,
  PageRow,
  SessionDetail,
  SessionRow,
  Summary,
  UnusedRow,
} from '../src/api'
import { createApi, type Failure, type Query } from './api'
import { createCarts, MOST_CARTS } from './carts'
import { createChart } from './chart'
import { createClicks } from './clicks'
import { attachCsv } from './csv'
import { createDelivery } from './delivery'
import { find } from './dom'
import { createFigures } from './figures'
import { createFilters } from './filters'
import { DAY } from './format'
import { createForms, type FormRow } from './forms'
import { createFunnel, type Funnel } from './funnel'
import { type LiveState, watchLive } from './live'
import { createNarrow } from './narrow'
import { createPages } from './pages'
import { resolvePeriod, type Span } from './period'
import { createQuestions } from './questions'
import { createRefresh } from './refresh'
import { attachRule } from './rule'
import { createSessions, MOST_SESSIONS } from './sessions'
import { createStatus } from './status'
import { createTokenKeeper } from './token'
import { createTokenForm } from './token-form'
import { createWelcome } from './welcome'

const CLOCK_TOLERANCE = 5 * 60_000

const keeper = createTokenKeeper()
const api = createApi(keeper.get)
const status = createStatus()
let liveState: LiveState = 'connecting'
/** The newest event that was announced: a visitor's clock may run ahead of ours, and still belongs to "now". */
let newest = 0
/** A token is asked for; until it is given there is nothing to ask. */
let locked = false
let stopListening = () => {}

const loadSession = (id: string) => api.get<SessionDetail>(`sessions/${encodeURIComponent(id)}`)
const showFigures = createFigures(find('[data-figures]'))
const showChart = createChart(find('[data-chart]'))
const showDelivery = createDelivery(find('#delivery'))
const sessions = createSessions(find('#sessions'), loadSession)
const showPages = createPages(find('#pages'))
const funnel = createFunnel(find('#funnel'), () => refresh.now())
const showCarts = createCarts(find('#carts'), loadSession)
const clicks = createClicks(find('#clicks'), () => refresh.now())
const showForms = createForms(find('#forms'))

const refresh = createRefresh(answer, {
  soon: 250,
  idle: () => (locked ? Infinity : liveState === 'live' ? 20_000 : 5_000),
  failed: 4_000,
})
const filters = createFilters(find('[data-filters]'), begin)
const narrow = createNarrow(find('[data-narrow]'), () => refresh.now())
createWelcome(find('[data-welcome]'))
const tokenForm = createTokenForm(find('[data-token]'), keeper, begin)

for (const note of document.querySelectorAll<HTMLElement>('[data-rule]')) attachRule(note, note.dataset.rule ?? '')
for (const button of document.querySelectorAll<HTMLButtonElement>('[data-csv]')) {
  attachCsv(
    button,
    route => api.csv(route, { ...inPeriod(resolvePeriod(filters.period(), latest())), ...more(route) }),
    error => status.problem(error instanceof Error ? error.message : String(error)),
  )
}
begin()

function begin(): void {
  refresh.now()
  listen()
}

/** Days are those of whoever reads. */
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone

function latest(): number {
  return Math.max(Date.now(), newest + 1)
}

function inPeriod({ from, to }: Span): Query {
  return { site: filters.site(), from, to, ...narrow.query() }
}

/** What a section itself asks for. */
function more(route: string): Query {
  if (route === 'clicks') return clicks.query()
  return route === 'funnel' ? { steps: funnel.steps().join(',') } : {}
}

async function answer(signal: AbortSignal): Promise<boolean> {
  const now = latest()
  const span = resolvePeriod(filters.period(), now)
  const period = inPeriod(span)
  const { ask, askMaybe, worst } = createQuestions(api, signal)
  let live: SessionRow[] = []
  let all: SessionRow[] = []

  await Promise.all([
    ask<Summary>('summary', { ...period, tz: zone }, summary => {
      document.body.dataset.sessions = judgePeriod(summary)
      showFigures(summary)
      showChart(summary.trend, span.to)
    }),
    // Who is here now may have come before the period began, so it is a question of its own.
    Promise.all([
      !span.open ||
        ask<SessionRow[]>('sessions', { ...inPeriod({ ...span, from: now - DAY }), live: 1 }, rows => (live = rows)),
      ask<SessionRow[]>('sessions', { ...period, limit: MOST_SESSIONS }, rows => (all = rows)),
    ]).then(answered => {
      if (!answered.every(Boolean)) return
      sessions.show(
        live.filter(session => session.live),
        all.filter(session => !session.live),
        now,
      )
    }),
    sessions.reload(),
    ask<Delivery>('delivery', period, showDelivery),
    ask<PageRow[]>('pages', period, showPages),
    ask<CartRow[]>('carts', { ...period, limit: MOST_CARTS }, carts => showCarts(carts, now)),
    askMaybe<Funnel>('funnel', { ...period, ...more('funnel') }, find('#funnel'), funnel.show),
    askMaybe<(ClickRow | UnusedRow)[]>('clicks', { ...period, ...more('clicks') }, find('#clicks'), clicks.show),
    askMaybe<FormRow[]>('forms', period, find('#forms'), showForms),
    askMaybe<string[]>('sites', {}, null, filters.offerSites),
    askMaybe<ChoiceRow[]>('choices', period, null, narrow.offer),
  ])
  if (signal.aborted) return false
  return report(worst())
}

/** Which word of welcome fits. */
function judgePeriod({ sessions, live, previous }: Summary): string {
  if (sessions > 0) return 'some'
  if (narrow.isSet()) return 'none-chosen'
  return live > 0 || previous.sessions > 0 ? 'none-now' : 'none'
}

function report(failure: Failure | null): boolean {
  document.body.dataset.ready = 'true'
  locked = failure?.kind === 'unauthorized'
  if (locked) {
    stopListening()
    status.problem(null)
    tokenForm.ask(keeper.get() !== null)
    return true
  }
  tokenForm.done()
  if (failure) status.failed(failure.message)
  else status.answered(api.asOf())
  return !failure
}

function heard(event: LiveEvent): void {
  newest = Math.max(newest, Math.min(event.time, Date.now() + CLOCK_TOLERANCE))
  filters.offerSites([event.site])
  sessions.add(event)
  refresh.soon()
}

function listen(): void {
  stopListening()
  let dropped = false
  stopListening = watchLive(
    () => api.liveAddress({ site: filters.site() }),
    heard,
    state => {
      liveState = state
      status.live(state)
      // What happened while nobody listened is asked for: after a break, and between the first answer and the stream.
      if (state === 'live' && dropped) refresh.now()
      else if (state === 'live') refresh.soon()
      dropped = state === 'waiting'
    },
  )
}
