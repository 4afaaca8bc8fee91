import type { SessionListener } from './api'
import { after, now, soon } from './browser/clock'
import { isVisible } from './browser/lifecycle'
import { guard, type Stop } from './browser/listen'
import { createStopwatch } from './capture/engagement'
import { createPage } from './capture/page'
import { createRedact } from './capture/redact'
import { createDelivery } from './deliver/delivery'
import { render } from './deliver/render'
import { copyProps } from './deliver/serialise'
import type { Batch, Props } from './events'
import { headOf } from './head'
import type { Consent, Settings } from './options'
import type { Act, Draft, Mark } from './session/draft'
import { createJar, type Jar } from './session/jar'
import { createMemory } from './session/memory'
import { createId, hash } from './session/record'
import { createSession, type Session } from './session/session'
import { createShelves } from './session/shelves'

/** How much is kept while nobody has agreed yet. */
const PENDING = 100
/** What is told within this is bound together: one look at the jar, in a task of its own, when the page has painted, ms. */
const MOMENT = 50

/** Without a draft: input that is no event of its own. */
type Told = [draft: Draft | null, act: Act, time: number]

/** The way of an event: told by a page, bound by the session, handed to delivery. What runs when is the tracker's. */
export const createRecorder = (settings: Settings, consent: () => Consent) => {
  const { query, redactUrl, cookieName, timeout, site, beforeSend, sample, debug } = settings
  const listeners = new Set<SessionListener>()
  const was: [string, string][] = []
  const stopwatch = createStopwatch()
  let jar: Jar | undefined
  let session: Session | undefined
  const told: Told[] = []
  let stopTimer: Stop | undefined

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
  /** The session, once it knows of everything that was told. */
  const current = () => {
    stopTimer?.()
    stopTimer = undefined
    if (session && told[0]) delivery.expect()
    for (let one = told[0]; session && one; one = told[0]) {
      told.shift()
      guard(() => session?.admit(...(one as Told)))
    }
    return session
  }
  const admit = (draft: Draft | null, act: Act) => {
    const time = draft ? draft.time : now()
    const last = told[told.length - 1]
    if (!draft && last && !last[0]) last[2] = time
    else if (session || (draft && consent() !== 'denied' && told.length < PENDING)) told.push([draft, act, time])
    if (draft?.critical || delivery.isLeaving()) current()
    else stopTimer ??= after(MOMENT, current)
  }
  const emit = (name: string, props: Props, act: Act, more?: Partial<Draft>) =>
    admit({ ...page.tell(name, copyProps(props)), ...more }, act)
  const redact = createRedact(redactUrl, query)
  const page = createPage({
    redact,
    stopwatch,
    onLeave: leave => admit(leave, 'machine'),
    onView: (view, arrival) => {
      // Hidden tabs never extend a session.
      admit(view, isVisible() ? arrival : 'machine')
      // Another campaign within a session is an event, not a split.
      const before = memory.recall('')
      const campaign = page.campaign()
      const values = `${Object.values(campaign)}`
      if (before === undefined || !values || values === before || view.props.nav !== 'load') return
      memory.remember('', values)
      emit('campaign', campaign, 'machine')
    },
  })
  const out = ({ finish, critical, order, confirmation, ...event }: Draft, id: string, mark?: Mark) => {
    // Whole sessions are in the sample or not.
    if (parseInt(hash(id), 36) >= sample * 2 ** 32) return
    if (debug) console.debug('[sojourn]', event)
    const write = (seq: number) => {
      finish?.(event.props)
      const marked = { seq, session: id, ...event, props: { ...event.props }, ...(mark && { [mark]: true }) }
      return render(marked, beforeSend)
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
      jar = createJar(shelves(mayStore()), cookieName, timeout)
      session = createSession({
        ...settings,
        jar,
        first,
        engaged: stopwatch.total,
        out,
        lose: delivery.lose,
        say: (name, id, time, props) => {
          if (name === 'session_start') {
            const campaign = page.campaign()
            Object.assign(props, { entry: page.path(), referrer: page.view()?.props.referrer ?? '', campaign })
            soon(() => memory.remember('', `${Object.values(campaign)}`))
          }
          out(page.tell(name, props, time), id)
        },
        notify: (change, info) => {
          // When the beacon has gone: Firefox ends the scripts of a closing tab after some ms, and storage takes as long.
          if (change === 'end' || change === 'start') soon(() => memory.turn(change === 'end', info.id))
          for (const listener of listeners) guard(() => listener(change, info))
        },
        was,
      })
      current()
    },
    close: () => {
      session?.stop()
      session = undefined
    },
    /** Nothing stays: not in storage, not in memory. */
    wipe: () => {
<<<<<<< HEAD
      held = []
      jar ??= createJar(shelves(true), cookieName, timeout)
=======
      told = []
      jar ??= createJar(createShelves(true, cookieDomain), cookieName, timeout)
>>>>>>> 1cc6d49 (What a page tells is bound a moment later, in a task of its own)
      jar.wipe()
      memory.wipe()
      delivery.discard()
    },
  }
}
