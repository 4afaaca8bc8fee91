import type { Sojourn } from './api'
import { now } from './browser/clock'
import { arrivedBy, browserFacts, isDeclaredBot, isPrivacySignalled, randomBytes } from './browser/environment'
import { isVisible, watchLifecycle, whenActivated } from './browser/lifecycle'
import { guard, type Stop } from './browser/listen'
import { captureActivity, captureScroll, createStopwatch } from './capture/engagement'
import { describeSubmit } from './capture/forms'
import type { Capture, Capturing } from './capture/host'
import { readCart } from './capture/items'
import { redactPath, redactUrl, tidy } from './capture/redact'
import { createDelivery } from './deliver/delivery'
import { render } from './deliver/render'
import { copyProps, toJson } from './deliver/serialise'
import type { Item, Json, Navigation, Props } from './events'
import { type Consent, type Settings, say } from './options'
import type { Act, Draft, Mark } from './session/draft'
import { createJar, type Jar } from './session/jar'
import { createMemory } from './session/memory'
import { createId, hash } from './session/record'
import { createSession, type Session } from './session/session'
import { createShelves } from './session/shelves'
import { version } from './version'

const NAME =
  /^(?!(session_(start|end)|page_(view|leave)|click|form_submit|campaign|view_(item|cart)|(add_to|remove_from|update)_cart|begin_checkout|purchase)$)[a-z][a-z0-9_]{0,39}$/
/** How much is kept while nobody has agreed yet. */
const PENDING = 100

/** The only wiring: capture → session → delivery. */
export const createTracker = (settings: Settings, capture: Capture | undefined) => {
  const { query, cookieName, cookieDomain, timeout, endOnPurchase, endpoint, site, batch, beforeSend, sample, debug } =
    settings
  const doc = createId(now(), randomBytes())
  const stopwatch = createStopwatch()
  const scroll = captureScroll()
  const listeners = new Set<Parameters<Sojourn['onSession']>[0]>()
  const was: [string, string][] = []
  let { consent } = settings
  let jar: Jar | undefined
  let session: Session | undefined
  let capturing: Capturing | undefined
  let stops: Stop[] = []
  let held: [Draft, Act][] = []
  /** Early calls are counted with the time and the address they were made at. */
  let moment: [time: number, url: string] | undefined
  let view: Draft | undefined
  let pageStart = 0
  let left = false

  const clean = (url: string) => url && redactUrl(guard(() => settings.redactUrl(url)) ?? '', query)
  const address = () => new URL(moment?.[1] ?? location.href)
  const path = () => redactPath(address().pathname)
  const shown = () => session?.view() ?? null
  const memory = createMemory(
    `${cookieName}_memory`,
    () => shown()?.id,
    () => consent === 'granted',
  )

  const delivery = createDelivery({
    endpoint,
    prefix: cookieName,
    doc,
    batch,
    mayStore: () => consent === 'granted',
    complain: (code, text) => say('warn', code, text),
    settle: leaving => session?.settle(leaving) ?? 0,
    head: () => ({
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
  })
  const out = ({ name, time, page, url, props, finish, critical }: Draft, id: string, mark?: Mark) => {
    if (parseInt(hash(id), 36) >= sample * 2 ** 32) return
    if (debug) console.debug('[sojourn]', name, props)
    delivery.add(
      seq => {
        finish?.(props)
        return render(
          { seq, time, session: id, page, name, url, props: { ...props }, ...(mark && { [mark]: true }) },
          beforeSend,
        )
      },
      !!finish,
      critical,
    )
  }
  const draft = (name: string, props: Props, time = moment?.[0] ?? now()): Draft => ({
    name,
    time,
    url: clean(address().href),
    page: view?.page ?? 0,
    props,
  })
  const admit = (made: Draft, act: Act) => {
    if (session) {
      session.admit(made, act)
      delivery.expect()
    } else if (held.length < PENDING) held.push([made, act])
  }
  /** Hidden tabs never extend a session. */
  const seen = (act: Act): Act => (isVisible() ? act : 'machine')
  const emit = (name: string, props: unknown, act: Act, more?: Partial<Draft>) =>
    admit({ ...draft(name, copyProps(props)), ...more }, act)
  const flush = () => {
    capturing?.settle()
    if (session) delivery.flush()
  }

  const leavePage = (reason: 'hidden' | 'navigate') => {
    if (view)
      emit(
        'page_leave',
        { engaged_ms: Math.round(stopwatch.total() - pageStart), scroll_pct: scroll.depth(), reason },
        'machine',
        { url: view.url },
      )
  }
  const onPage = (nav: Navigation) => {
    const returned = nav === 'bfcache'
    const { referrer } = document
    const origin = referrer && new URL(referrer).origin
    const from = view && !returned ? view.url : origin === location.origin ? clean(referrer) : origin
    if (!returned) leavePage('navigate')
    pageStart = stopwatch.total()
    stopwatch.push()
    scroll.reset()
    const made: Draft = draft('page_view', { path: path(), title: '', referrer: from, nav })
    made.page++
    // Titles are often set after the address: bound as late as may be, while this page is the one that is shown.
    made.finish = props => {
      if (view === made) props.title = tidy(document.title, 200)
    }
    view = made
    const arrived = nav === 'load' && arrivedBy()
    admit(
      made,
      seen(
        arrived === 'reload'
          ? arrived
          : returned || nav === 'traverse' || arrived === 'back_forward'
            ? 'return'
            : 'view',
      ),
    )
    if (nav === 'load') noteCampaign()
  }
  /** Fields of the address that say where a visit came from. */
  const campaign = (): Props =>
    Object.fromEntries(
      query.flatMap(key =>
        address()
          .searchParams.getAll(key)
          .map(value => [key, tidy(value)]),
      ),
    )
  /** Another campaign within a session is an event, not a split. */
  const noteCampaign = () => {
    const now = campaign()
    const before = memory.recall('')
    if (!before || !Object.keys(now).length || toJson(now) === toJson(before)) return
    memory.remember('', now)
    emit('campaign', now, 'machine')
  }
  const emitCart = (name: string, given: { [key: string]: unknown }, more?: Partial<Draft>) => {
    capturing?.ensurePage()
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

  const open = (first: 'first' | 'consent') => {
    jar = createJar(createShelves(consent === 'granted', cookieDomain), cookieName, timeout)
    session = createSession({
      jar,
      timeout,
      endOnPurchase,
      first,
      random: randomBytes,
      engaged: stopwatch.total,
      out,
      say: (name, id, time, props) => {
        if (name === 'session_start') {
          Object.assign(props, { entry: path(), referrer: view?.props.referrer ?? '', campaign: campaign() })
          memory.remember('', campaign())
        }
        out(draft(name, props, time), id)
      },
      notify: change => {
        const info = shown()
        if (info) for (const listener of listeners) guard(() => listener(change, info))
      },
      merged: (loser, winner) => was.push([loser, winner]),
    })
    delivery.open()
    for (const [made, act] of held.splice(0)) admit(made, act)
  }
  const attach = () => {
    stops = [
      captureActivity(() => {
        stopwatch.push()
        session?.admit(null, 'human')
      }),
      watchLifecycle({
        onLeave: reason => {
          capturing?.settle()
          stopwatch.pause()
          if (!left) leavePage(reason)
          left = true
          session?.leave()
          delivery.leave(!!session, reason === 'navigate')
        },
        onShow: restored => {
          if (left) stopwatch.resume()
          left = false
          delivery.leave(false, false)
          if (restored) delivery.resume()
          if (restored) capturing?.restored()
          else session?.check()
        },
      }),
    ]
    capturing = capture?.({
      settings,
      emit: (name, props, more) => emit(name, props, 'human', more),
      emitCart,
      onPage,
      keyOf: () => settings.pageKey(new URL(clean(location.href))),
    })
    if (capturing) stops.push(capturing.stop)
  }
  const detach = () => {
    for (const stop of stops.splice(0)) stop()
    capturing = undefined
  }
  const wipe = () => {
    jar ??= createJar(createShelves(true, cookieDomain), cookieName, timeout)
    jar.wipe()
    memory.wipe()
  }
  const isOn = () => consent === 'granted' || consent === 'cookieless'
  /** granted and cookieless run; pending collects in memory; denied forgets everything, without a farewell. */
  const setConsent = (next: Consent) => {
    if (next === consent || !/^(granted|pending|cookieless|denied)$/.test(next)) return
    const before = consent
    if (session) {
      if (/^[gc]/.test(next)) {
        session.end('consent')
        delivery.flush()
      } else delivery.discard()
      session.stop()
      session = undefined
      wipe()
    }
    consent = next
    if (next === 'denied') {
      detach()
      held = []
    } else if (!stops.length) attach()
    if (isOn()) open(before === 'pending' ? 'first' : 'consent')
    flush()
  }
  const stopWaiting = whenActivated(() => {
    if (isPrivacySignalled() && !settings.explicit && settings.gpc !== 'ignore')
      consent = settings.gpc === 'deny' ? 'denied' : settings.gpc
    if (isOn()) open('first')
    if (consent === 'denied') wipe()
    else attach()
  })

  const cartCall = (name: string) => (items: unknown, details?: object) =>
    emitCart(name, copyProps({ ...details, items: Array.isArray(items) ? items : [items] }))
  const api: Sojourn = {
    track: (name: string, props?: unknown) => {
      if (consent === 'denied') return
      if (NAME.test(name)) emit(name, props, 'machine')
      else say('warn', 'NAME', `"${name}": [a-z][a-z0-9_]*, at most 40, none of ours`)
    },
    page: props => {
      const isNew = capturing ? capturing.manual() : onPage('manual')
      void isNew
      if (view) Object.assign(view.props, copyProps(props))
    },
    formSubmit: form => emit('form_submit', describeSubmit(form, query), 'human', { critical: true }),
    cart: {
      view: (items: unknown, details?: object) =>
        cartCall(Array.isArray(items) ? 'view_cart' : 'view_item')(items, details),
      add: cartCall('add_to_cart'),
      remove: cartCall('remove_from_cart'),
      update: cartCall('update_cart'),
      checkout: cartCall('begin_checkout'),
      purchase: (order, { confirmation } = {}) =>
        emitCart(
          'purchase',
          copyProps(order),
          confirmation === undefined
            ? {}
            : { confirmation: confirmation === true || confirmation === location.pathname },
        ),
    },
    session: shown,
    onSession: listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    startSession: () => session?.start(),
    endSession: () => {
      session?.end('manual')
      flush()
    },
    keepAlive: () => {
      if (!isVisible()) return
      stopwatch.push()
      session?.admit(null, 'human')
    },
    ...memory,
    remember: (key: string, value: Json) => memory.remember(key, JSON.parse(JSON.stringify(value))),
    consent: setConsent,
    flush,
    destroy: () => {
      stopWaiting()
      flush()
      detach()
      session?.stop()
      session = undefined
      consent = 'denied'
      delivery.stop()
      scroll.stop()
    },
  }
  return {
    api,
    /** Runs `fn` as if it were that moment on that page. */
    replay: (time: number, url: string, fn: () => void) => {
      moment = [time, url]
      guard(fn)
      moment = undefined
    },
  }
}
