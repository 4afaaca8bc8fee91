import type { SessionListener } from './api'
import { after, now, soon } from './browser/clock'
import { isVisible } from './browser/lifecycle'
import { guard } from './browser/listen'
import { createStopwatch } from './capture/engagement'
import { createPage } from './capture/page'
import { createRedact } from './capture/redact'
import { createDelivery } from './deliver/delivery'
import { render } from './deliver/render'
import type { Batch, Props } from './events'
import { headOf } from './head'
import { createInbox } from './inbox'
import type { Consent, Settings } from './options'
import type { Act, Draft, Mark } from './session/draft'
import { createJar, type Jar } from './session/jar'
import { createMemory } from './session/memory'
import { createId, hash } from './session/record'
import { createSession, type Session } from './session/session'
import { createShelves } from './session/shelves'

/** The way of an event: told by a page, bound by the session, handed to delivery. What runs when is the tracker's. */
export const createRecorder = (settings: Settings, consent: () => Consent | undefined) => {
  const { query, redactUrl, cookieName, timeout, site, beforeSend, sample, debug } = settings
  const listeners = new Set<SessionListener>()
  const was: [string, string][] = []
  const stopwatch = createStopwatch()
  let jar: Jar | undefined
  let session: Session | undefined
  /** Opens the session when it is first asked for: the first look at the jar costs as much as the whole start. */
  let start: (() => Session) | undefined
  /** Nothing is said twice, however often a closing tab is made to begin again. */
  const said = new WeakSet<Draft>()

  const shelves = (persistent: boolean) =>
    createShelves(persistent, settings.cookieDomain, settings.cookieSameSite === 'none')
  const mayStore = () => consent() === 'granted'
  const memory = createMemory(`${cookieName}_memory`, () => current()?.live(), mayStore)
  const delivery = createDelivery(
    settings,
    createId(now()),
    () => headOf(site, jar?.rung() ?? 'memory', consent() as Batch['context']['consent'], was, settings.bots),
    leaving => current()?.settle(leaving) ?? 0,
    mayStore,
  )
  const { admit, current, clear } = createInbox(
    () => {
      session ??= start?.()
      return session
    },
    () => !!start,
    () => consent() !== 'denied',
    // A person opens a session, and offers it at once: other tabs may be about to.
    (told, act) => (act !== 'machine' && session && !session.isLive() ? 0 : delivery.patience(told)),
    delivery.expect,
    delivery.lose,
  )
  const emit = (name: string, props: Props, act: Act, more?: Partial<Draft>, said?: () => Props) =>
    admit({ ...page.tell(name, props), ...more }, act, said)
  const redact = createRedact(redactUrl, query)
  const page = createPage({
    redact,
    stopwatch,
    onLeave: leave => admit(leave, 'machine'),
    onView: (view, arrival) => {
      // Hidden tabs never extend a session.
      admit(view, isVisible() ? arrival : 'machine')
      // Another campaign within a session is an event, not a split.
      const campaign = page.campaign()
      const values = `${Object.values(campaign)}`
      const before = values && view.props.nav === 'load' ? memory.recall('') : values
      if (before === undefined || values === before) return
      memory.remember('', values)
      emit('campaign', campaign, 'machine')
    },
  })
  const out = (draft: Draft, id: string, mark?: Mark) => {
    // A listener may have taken consent back. Whole sessions are in the sample or not.
    if (!start || said.has(draft) || parseInt(hash(id), 36) >= sample * 2 ** 32) return
    const { finish, critical, order, confirmation, ...event } = draft
    if (debug) console.debug('[sojourn]', event)
    const write = (seq: number) => {
      finish?.(event.props)
      const marked = { seq, session: id, ...event, props: { ...event.props }, ...(mark && { [mark]: true }) }
      const text = render(marked, beforeSend)
      said.add(draft)
      return text
    }
    delivery.add(write, !!finish, critical)
  }

  return {
    memory,
    delivery,
    stopwatch,
    page,
    listeners,
    redact,
    emit,
    admit,
    session: current,
    open: (first: 'first' | 'consent') => {
      start = () => {
        jar = createJar(shelves(mayStore()), cookieName, timeout)
        return createSession({
          ...settings,
          jar,
          first,
          engaged: stopwatch.total,
          out,
          onWake: () => current()?.check(),
          lose: delivery.lose,
          say: (name, id, time, props, by) => {
            const draft = { ...page.tell(name, props, time), ...(by && { url: by.url, page: by.page }) }
            if (name === 'session_start') {
              const campaign = page.campaign(draft.url)
              const { referrer } = (by?.name === 'page_view' ? by : page.view())?.props ?? {}
              Object.assign(props, { entry: page.path(draft.url), referrer: referrer ?? '', campaign })
              soon(() => memory.remember('', `${Object.values(campaign)}`))
            }
            out(draft, id)
          },
          notify: (change, info) => {
            // When the beacon has gone: Firefox ends the scripts of a closing tab after some ms, and storage takes as long.
            if (change === 'end') soon(delivery.flush)
            if (change === 'end' || change === 'start') soon(() => memory.turn(change === 'end', info.id))
            for (const listener of listeners) guard(() => listener(change, info))
          },
          was,
        })
      }
      // In a task of its own: browsers that are asked for cookies look at all code that is running.
      after(0, current)
    },
    close: () => {
      session?.stop()
      session = start = undefined
    },
    /**
     * Nothing stays in memory.
     * @param stored nor in storage, whoever has put it there: an earlier visit may have agreed
     */
    wipe: (stored: boolean) => {
      clear()
      delivery.discard(stored)
      if (!stored) return
      createJar(shelves(true), cookieName, timeout).wipe()
      memory.wipe()
    },
  }
}
