import type { SessionListener } from './api'
import { now } from './browser/clock'
import { browserFacts, isDeclaredBot, randomBytes } from './browser/environment'
import { isVisible, watchLifecycle, whenActivated } from './browser/lifecycle'
import { guard, type Stop } from './browser/listen'
import { captureActivity, createStopwatch } from './capture/engagement'
import type { Capture, Capturing } from './capture/host'
import { readCart } from './capture/items'
import { createPage } from './capture/page'
import { firstConsent, isConsent, mayRun } from './consent'
import { createDelivery } from './deliver/delivery'
import { render } from './deliver/render'
import { copyProps } from './deliver/serialise'
import type { Item, Props } from './events'
import { isFree } from './names'
import { type Settings, say } from './options'
import type { Act, Draft, Mark } from './session/draft'
import { createJar, type Jar } from './session/jar'
import { createMemory } from './session/memory'
import { createId, hash } from './session/record'
import { createSession, type Session } from './session/session'
import { createShelves } from './session/shelves'
import { version } from './version'

/** How much is kept while nobody has agreed yet. */
const PENDING = 100

export type Tracker = ReturnType<typeof createTracker>

/** The only wiring: capture → session → delivery. */
export const createTracker = (settings: Settings, capture: Capture | undefined) => {
  const { query, cookieName, timeout, site, beforeSend, sample, debug } = settings
  const listeners = new Set<SessionListener>()
  const was: [string, string][] = []
  const stopwatch = createStopwatch()
  let { consent } = settings
  let jar: Jar | undefined
  let session: Session | undefined
  let capturing: Capturing | undefined
  let stops: Stop[] = []
  let held: [Draft, Act][] = []
  let left = false

  const mayStore = () => consent === 'granted'
  const memory = createMemory(`${cookieName}_memory`, () => session?.view()?.id, mayStore)
  const delivery = createDelivery(
    settings,
    createId(now(), randomBytes()),
    () => ({
      v: 1,
      sdk: version,
      site,
      ...(was.length && { was }),
      context: {
        store: jar?.rung() ?? 'memory',
        consent: consent as 'granted',
        automation: navigator.webdriver || isDeclaredBot(),
        ...browserFacts(),
      },
    }),
    leaving => session?.settle(leaving) ?? 0,
    mayStore,
  )

  const admit = (draft: Draft, act: Act) => {
    if (session) {
      session.admit(draft, act)
      delivery.expect()
    } else if (held.length < PENDING) held.push([draft, act])
  }
  /** Hidden tabs never extend a session. */
  const seen = (act: Act): Act => (isVisible() ? act : 'machine')
  const emit = (name: string, props: Props, act: Act, more?: Partial<Draft>) =>
    admit({ ...page.tell(name, copyProps(props)), ...more }, act)
  const onInput = () => {
    if (!isVisible()) return
    stopwatch.push()
    session?.admit(null, 'human')
  }
  const flush = () => {
    capturing?.decide()
    if (session) delivery.flush()
  }
  const page = createPage({
    query,
    rewrite: settings.redactUrl,
    stopwatch,
    onLeave: leave => admit(leave, 'machine'),
    onView: (view, arrival) => {
      admit(view, seen(arrival))
      // Another campaign within a session is an event, not a split.
      const campaign = page.campaign()
      const before = memory.recall('')
      if (
        !before ||
        view.props.nav !== 'load' ||
        !Object.keys(campaign).length ||
        `${Object.values(campaign)}` === before
      )
        return
      memory.remember('', `${Object.values(campaign)}`)
      emit('campaign', campaign, 'machine')
    },
  })
  const emitCart = (name: string, given: Record<string, unknown>, more?: Partial<Draft>) => {
    capturing?.decide()
    const [item] = given.items as Item[]
    if (name === 'update_cart' && item?.quantity === given.previous_quantity) return
    if (name === 'update_cart' && item?.quantity === 0) name = 'remove_from_cart'
    const props = readCart(name, given, text => say('warn', 'CART', text))
    if (!props) return
    memory.follow(name, props.items as unknown as Item[])
    const order = name === 'purchase' && { order: hash(props.transaction_id as string) }
    emit(name, props, order ? 'cart' : name[0] === 'v' ? 'machine' : seen('cart'), {
      critical: true,
      ...order,
      ...more,
    })
    if (order) flush()
  }

  const out = ({ finish, critical, order, confirmation, ...event }: Draft, id: string, mark?: Mark) => {
    // Whole sessions are in the sample or not.
    if (parseInt(hash(id), 36) >= sample * 2 ** 32) return
    if (debug) console.debug('[sojourn]', event)
    const write = (seq: number) => {
      finish?.(event.props)
      return render(
        { seq, session: id, ...event, props: { ...event.props }, ...(mark && { [mark]: true }) },
        beforeSend,
      )
    }
    delivery.add(write, !!finish, critical)
  }
  const open = (first: 'first' | 'consent') => {
    jar = createJar(createShelves(mayStore(), settings.cookieDomain), cookieName, timeout)
    session = createSession({
      ...settings,
      jar,
      first,
      random: randomBytes,
      engaged: stopwatch.total,
      out,
      say: (name, id, time, props) => {
        if (name === 'session_start') {
          const campaign = page.campaign()
          Object.assign(props, { entry: page.path(), referrer: page.view()?.props.referrer ?? '', campaign })
          memory.remember('', `${Object.values(campaign)}`)
        }
        out(page.tell(name, props, time), id)
      },
      notify: change => {
        const info = session?.view()
        if (info) for (const listener of listeners) guard(() => listener(change, info))
      },
      merged: (loser, winner) => was.push([loser, winner]),
    })
    delivery.open()
    for (const [draft, act] of held.splice(0)) admit(draft, act)
  }
  const attach = () => {
    stops = [
      captureActivity(onInput),
      watchLifecycle({
        onLeave: reason => {
          capturing?.decide()
          stopwatch.pause()
          if (!left) page.leave(reason)
          left = true
          session?.leave()
          delivery.leave(reason === 'navigate')
        },
        onShow: restored => {
          if (left) stopwatch.resume()
          left = false
          delivery.show(restored)
          if (restored) capturing?.view('bfcache')
          else session?.check()
        },
      }),
    ]
    capturing = capture?.({
      settings,
      stops,
      emit: (name, props, more) => emit(name, props, 'human', more),
      declare: (name, props, act) => {
        if (props.items) emitCart(name, props)
        else if (isFree(name)) emit(name, props, act)
      },
      onPage: page.show,
      keyOf: () => settings.pageKey(page.key()),
    })
  }
  const detach = () => {
    for (const stop of stops.splice(0)) stop()
    capturing = undefined
  }
  const wipe = () => {
    jar ??= createJar(createShelves(true, settings.cookieDomain), cookieName, timeout)
    jar.wipe()
    memory.wipe()
    delivery.discard()
  }
  const stopWaiting = whenActivated(() => {
    consent = firstConsent(settings)
    if (mayRun(consent)) open('first')
    if (consent === 'denied') wipe()
    else attach()
  })

  return {
    query,
    memory,
    session: () => session,
    emit,
    emitCart,
    /** Counts a page view, or finds that it was counted just now; its props either way. */
    showPage: () => {
      if (capturing) capturing.view('manual')
      else page.show('manual')
      return page.view()?.props
    },
    replay: page.replay,
    /** Somebody is there. */
    onInput,
    flush,
    onSession: (listener: SessionListener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    consent: (next: unknown) => {
      if (next === consent || !isConsent(next)) return
      const before = consent
      if (session) {
        // Revoked: no farewell. Changed: what was counted under the old choice is sent under it.
        if (mayRun(next)) {
          session.end('consent')
          delivery.flush()
        }
        session.stop()
        session = undefined
        wipe()
      }
      consent = next
      if (next === 'denied') {
        detach()
        held = []
      } else if (!stops.length) attach()
      if (mayRun(next)) open(before === 'pending' ? 'first' : 'consent')
      flush()
    },
    destroy: () => {
      stopWaiting()
      flush()
      detach()
      session?.stop()
      session = undefined
      consent = 'denied'
      delivery.stop()
      page.stop()
    },
  }
}
