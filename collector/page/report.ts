// The only wiring: filters → questions → sections, and the live stream that says when to ask again.
import type { CartRow, Delivery, LiveEvent, PageRow, SessionDetail, SessionRow, Summary } from '../src/api'
import { createApi, Failure, type Query } from './api'
import { createCarts } from './carts'
import { createChart } from './chart'
import { type ClickRow, createClicks } from './clicks'
import { createDelivery } from './delivery'
import { find } from './dom'
import { createFigures } from './figures'
import { createFilters } from './filters'
import { DAY } from './format'
import { createForms, type FormRow } from './forms'
import { createFunnel, type Funnel, SHOP_STEPS } from './funnel'
import { type LiveState, watchLive } from './live'
import { createPages } from './pages'
import { resolvePeriod } from './period'
import { createRefresh } from './refresh'
import { attachRule } from './rule'
import { createSessions } from './sessions'
import { createStatus } from './status'
import { createTokenKeeper } from './token'
import { createTokenForm } from './token-form'

const TIMING = { soon: 300, idle: () => (liveState === 'live' ? 20_000 : 5_000), failed: 4_000 }

const keeper = createTokenKeeper()
const api = createApi(keeper.get)
const status = createStatus()

const loadSession = (id: string) => api.get<SessionDetail>(`sessions/${encodeURIComponent(id)}`)
const showFigures = createFigures(find('[data-figures]'))
const showChart = createChart(find('[data-chart]'))
const showDelivery = createDelivery(find('#delivery'))
const showPages = createPages(find('#pages'))
const showFunnel = createFunnel(find('#funnel'))
const showCarts = createCarts(find('#carts'), loadSession)
const showClicks = createClicks(find('#clicks'))
const showForms = createForms(find('#forms'))
const sessions = createSessions(find('#sessions'), loadSession)
for (const note of document.querySelectorAll<HTMLElement>('[data-rule]')) attachRule(note, note.dataset.rule ?? '')

/** The newest event that was announced: a visitor's clock may run ahead of ours, and still belongs to "now". */
let newest = 0
const CLOCK_TOLERANCE = 5 * 60_000
let liveState: LiveState = 'connecting'

const filters = createFilters(find('[data-filters]'), () => {
  refresh.now()
  listen()
})
const refresh = createRefresh(answer, TIMING)
const tokenForm = createTokenForm(find('[data-token]'), keeper, () => {
  refresh.now()
  listen()
})

async function answer(signal: AbortSignal): Promise<boolean> {
  const now = Math.max(Date.now(), newest + 1)
  const span = resolvePeriod(filters.period(), now)
  const site = filters.site()
  const period: Query = { site, from: span.from, to: span.to }
  const failures: Failure[] = []

  /** Each section stands for itself: one that fails leaves the others alone. */
  const ask = async <T>(route: string, query: Query, show: (answer: T) => void): Promise<void> => {
    try {
      const answer = await api.get<T>(route, query, signal)
      if (!signal.aborted) show(answer)
    } catch (error) {
      if (signal.aborted) return
      failures.push(error instanceof Failure ? error : new Failure('refused', String(error)))
    }
  }
  /** For routes that an older collector may lack: their section is shown only when they answer. */
  const askMaybe = async <T>(route: string, query: Query, section: HTMLElement | null, show: (answer: T) => void) => {
    const before = failures.length
    await ask<T>(route, query, show)
    const absent = failures.findIndex((failure, index) => index >= before && failure.kind === 'absent')
    if (absent >= 0) failures.splice(absent, 1)
    else if (section && failures.length === before) section.hidden = false
    if (section && absent >= 0) section.hidden = true
  }

  const present: Query = { site, from: now - DAY, to: now, live: 1 }
  await Promise.all([
    ask<Summary>('summary', period, summary => {
      document.body.dataset.sessions =
        summary.sessions === 0 ? (summary.live || summary.previous.sessions ? 'none-now' : 'none') : 'some'
      showFigures(summary)
      showChart(summary.trend, span.to)
    }),
    ask<PageRow[]>('pages', period, showPages),
    ask<CartRow[]>('carts', period, carts => showCarts(carts, now)),
    ask<Delivery>('delivery', period, showDelivery),
    Promise.all([
      span.open ? api.get<SessionRow[]>('sessions', present, signal) : [],
      api.get<SessionRow[]>('sessions', period, signal),
    ]).then(
      ([live, all]) =>
        signal.aborted ||
        sessions.show(
          live.filter(session => session.live),
          all.filter(session => !session.live),
          now,
        ),
      error => {
        if (!signal.aborted && error instanceof Failure) failures.push(error)
      },
    ),
    askMaybe<string[]>('sites', {}, null, known => filters.offerSites(known)),
    askMaybe<Funnel>('funnel', { ...period, steps: SHOP_STEPS.join(',') }, find('#funnel'), showFunnel),
    askMaybe<ClickRow[]>('clicks', period, find('#clicks'), showClicks),
    askMaybe<FormRow[]>('forms', period, find('#forms'), showForms),
    sessions.reload(),
  ])
  if (signal.aborted) return false
  return judge(failures)
}

function judge(failures: Failure[]): boolean {
  const worst =
    failures.find(failure => failure.kind === 'unauthorized') ??
    failures.find(failure => failure.kind === 'unreachable') ??
    failures[0]
  document.body.dataset.ready = 'true'
  if (worst?.kind === 'unauthorized') {
    tokenForm.ask(keeper.get() !== null)
    status.problem(null)
    return true
  }
  tokenForm.done()
  status.problem(worst ? `${worst.message} Trying again; what you see is what was known last.` : null)
  return !worst
}

function heard(event: LiveEvent): void {
  newest = Math.max(newest, Math.min(event.time, Date.now() + CLOCK_TOLERANCE))
  filters.offerSites([event.site])
  sessions.add(event)
  refresh.soon()
}

let stop = () => {}
function listen(): void {
  stop()
  let dropped = false
  stop = watchLive(
    () => api.liveAddress({ site: filters.site() }),
    heard,
    state => {
      liveState = state
      status.live(state)
      // What happened while nobody listened is asked for at once.
      if (state === 'live' && dropped) refresh.now()
      dropped = state === 'waiting'
    },
  )
}

refresh.now()
listen()
