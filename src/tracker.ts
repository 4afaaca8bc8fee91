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
import { copyProps } from './deliver/serialise'
import type { Item, Navigation, Props, WireEvent } from './events'
import { type Consent, type Settings, say } from './options'
import type { Act, Draft, Mark } from './session/draft'
import { createJar, type Jar } from './session/jar'
import { createMemory } from './session/memory'
import { createId, hash } from './session/record'
import { createSession, type Session } from './session/session'
import { createStorage, type Storage } from './session/storage'
import { version } from './version'

const NAME = /^[a-z][a-z0-9_]{0,39}$/
const RESERVED =
  /^(session_start|session_end|page_view|page_leave|click|form_submit|view_item|view_cart|add_to_cart|remove_from_cart|update_cart|begin_checkout|purchase|campaign)$/
/** How much is kept while nobody has agreed yet. */
const PENDING = 100

/** Runs `fn` as if it were that moment on that page: early calls keep their own. */
type Replay = (time: number, url: string, fn: () => void) => void

/** The only wiring: capture → session → delivery. */
export const createTracker = (settings: Settings, capture?: Capture): { api: Sojourn; replay: Replay } => {
  const { query, cookieName, cookieDomain, timeout, endOnPurchase, endpoint, site } = settings
  const doc = createId(now(), randomBytes())
  const stopwatch = createStopwatch()
  const scroll = captureScroll()
  const listeners = new Set<Parameters<Sojourn['onSession']>[0]>()
  const was: [string, string][] = []
  let consent: Consent = settings.consent
  let storage: Storage | undefined
  let jar: Jar | undefined
  let session: Session | undefined
  let capturing: Capturing | undefined
  let stops: Stop[] = []
  let held: [Draft, Act][] = []
  let moment: [time: number, url: string] | undefined
  let page = 0
  let pageUrl = ''
  let pageStart = 0
  let left = false
  let lastView: Draft | undefined

  const clean = (url: string) => redactUrl(guard(() => settings.redactUrl(url)) ?? '', query)
  const here = () => moment?.[1] ?? location.href
  const memory = createMemory(
    `${cookieName}_memory`,
    () => session?.view()?.id ?? null,
    () => consent === 'granted',
  )

  const delivery = createDelivery({
    endpoint,
    batch: settings.batch,
    settle: leaving => session?.settle(leaving) ?? 0,
    head: () => ({
      v: 1,
      sdk: version,
      site,
      doc,
      ...(was.length && { was }),
      context: {
        store: storage?.rung() ?? 'memory',
        consent: consent === 'cookieless' ? consent : 'granted',
        ...browserFacts(),
        automation: navigator.webdriver || isDeclaredBot(),
      },
    }),
  })

  const out = (draft: Draft, id: string, mark: Mark) => {
    if (Number.parseInt(hash(id), 36) / 2 ** 32 >= settings.sample) return
    const { name, time, url, props, finish } = draft
    const write = (seq: number): string | null => {
      finish?.(props)
      const event: WireEvent = {
        seq,
        time,
        session: id,
        page: draft.page,
        name,
        url,
        props: { ...props },
        ...(mark && { [mark]: true }),
      }
      return render(event, settings.beforeSend)
    }
    const text = write(delivery.next())
    if (text) delivery.add(text, finish && write)
  }
  const draft = (name: string, time: number, props: Props): Draft => ({ name, time, url: clean(here()), page, props })
  const admit = (made: Draft, act: Act) => {
    if (session) {
      session.admit(made, act)
      delivery.expect()
    } else if (consent !== 'denied' && held.length < PENDING) held.push([made, act])
  }
  const visibly = (act: Act): Act => (isVisible() ? act : 'machine')

  const emit = (name: string, props: Props, act: Act, more?: Partial<Draft>) =>
    admit({ ...draft(name, moment?.[0] ?? now(), copyProps(props)), ...more }, act)

  const leavePage = (reason: 'hidden' | 'navigate') => {
    if (!page) return
    emit(
      'page_leave',
      { engaged_ms: Math.round(stopwatch.total() - pageStart), scroll_pct: scroll.depth(), reason },
      'machine',
      {
        url: pageUrl,
      },
    )
  }
  const onPage = (nav: Navigation, extra: Props = {}) => {
    const { referrer } = document
    const from =
      page && nav !== 'bfcache'
        ? pageUrl
        : referrer && new URL(referrer).origin !== location.origin
          ? `${new URL(referrer).origin}/`
          : clean(referrer)
    if (nav !== 'load' && nav !== 'bfcache') leavePage('navigate')
    page++
    pageUrl = clean(here())
    pageStart = stopwatch.total()
    stopwatch.push()
    scroll.reset()
    const arrived = arrivedBy()
    const act: Act =
      nav === 'load'
        ? arrived === 'reload'
          ? 'reload'
          : arrived === 'back_forward'
            ? 'return'
            : 'view'
        : nav === 'traverse' || nav === 'bfcache'
          ? 'return'
          : 'view'
    const props = { path: redactPath(new URL(here()).pathname), title: '', referrer: from, nav, ...extra }
    const mine = page
    lastView = { ...draft('page_view', moment?.[0] ?? now(), props) }
    // Titles are often set after the address: bound as late as may be, while this page is the one that is shown.
    lastView.finish = said => {
      if (mine === page) said.title = tidy(document.title, 200)
    }
    admit(lastView, visibly(act))
  }
  const emitCart = (name: string, given: Record<string, unknown>, more?: Partial<Draft>) => {
    capturing?.ensurePage()
    if (name === 'update_cart') {
      const [item] = given.items as Item[]
      if (item?.quantity === given.previous_quantity) return
      if (item?.quantity === 0) name = 'remove_from_cart'
    }
    const props = readCart(name, given, text => say('warn', 'CART', text))
    if (!props) return
    const items = props.items as unknown as Item[]
    const order = name === 'purchase' ? hash(props.transaction_id as string) : undefined
    emit(name, props, order ? 'cart' : /^view/.test(name) ? 'machine' : visibly('cart'), {
      critical: true,
      ...(order && { order }),
      ...more,
    })
    memory.follow(name, items)
    if (order) flush()
  }
  const flush = () => {
    capturing?.settle()
    if (session) delivery.flush()
  }

  const openSession = (first: 'first' | 'consent') => {
    storage = createStorage(consent === 'granted', cookieDomain)
    jar = createJar(storage, cookieName, timeout)
    session = createSession({
      jar,
      timeout,
      endOnPurchase,
      first,
      random: randomBytes,
      engaged: stopwatch.total,
      draft,
      arrival: () => ({
        entry: redactPath(location.pathname),
        referrer: lastView?.props.referrer ?? '',
        campaign: campaign(),
      }),
      out,
      notify: (change, shown) => {
        for (const listener of listeners) guard(() => listener(change, shown))
      },
      merged: (loser, winner) => was.push([loser, winner]),
    })
    for (const [made, act] of held.splice(0)) admit(made, act)
  }
  const closeSession = (wipe: boolean) => {
    session?.stop()
    session = undefined
    if (!wipe) return
    delivery.discard()
    jar?.wipe()
    memory.wipe()
  }
  const campaign = (): Props =>
    Object.fromEntries(
      [...new URL(here()).searchParams]
        .filter(([key]) => query.includes(key))
        .map(([key, value]) => [key, tidy(value)]),
    )

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
          if (session) delivery.leave(true)
        },
        onShow: () => {
          if (left) stopwatch.resume()
          left = false
          delivery.leave(false)
          session?.check()
        },
        onRestore: () => {
          left = false
          delivery.leave(false)
          capturing?.restored()
        },
      }),
    ]
    capturing = capture?.({
      settings,
      emit: (name, props, more) => emit(name, props, 'human', more),
      emitCart,
      onPage,
      keyOf: () => {
        const url = new URL(clean(location.href))
        return guard(() => settings.pageKey(settings.pageKey.length ? new URL(location.href) : url)) ?? url.href
      },
    })
  }
  const detach = () => {
    capturing?.stop()
    for (const stop of stops) stop()
    stops = []
    capturing = undefined
  }
  const start = () => {
    if (isPrivacySignalled() && !settings.explicit && settings.gpc !== 'ignore')
      consent = settings.gpc === 'cookieless' ? 'cookieless' : 'denied'
    if (consent === 'denied') createJar(createStorage(true, cookieDomain), cookieName, timeout).wipe()
    else {
      if (consent !== 'pending') openSession('first')
      attach()
    }
  }
  const setConsent = (next: Consent) => {
    if (next === consent || !/^(granted|pending|cookieless|denied)$/.test(next)) return
    const before = consent
    const ran = !!session
    if (ran && next === 'cookieless') session?.end('consent')
    if (ran && next === 'granted') session?.end('consent')
    consent = next
    if (next === 'denied' || next === 'pending') {
      closeSession(true)
      held = []
      if (next === 'denied') detach()
      return
    }
    if (ran) {
      delivery.flush()
      if (before === 'granted') jar?.wipe()
      closeSession(false)
    }
    openSession(before === 'pending' ? 'first' : 'consent')
    if (!capturing) attach()
    else if (ran) onPage('manual')
    flush()
  }

  const stopWaiting = whenActivated(start)
  const list = (items: unknown): unknown[] => (Array.isArray(items) ? items : [items])
  const cartCall = (name: string) => (items: unknown, details?: object) =>
    emitCart(name, { ...copyProps(details), items: copyProps({ items: list(items) }).items })

  const api: Sojourn = {
    track: (name: string, props?: unknown) => {
      if (typeof name !== 'string' || !NAME.test(name) || RESERVED.test(name))
        return say('warn', 'NAME', `"${String(name)}": [a-z][a-z0-9_]*, at most 40, none of ours`)
      emit(name, props as Props, 'machine')
    },
    page: props => {
      if (!capturing?.manual() && lastView) Object.assign(lastView.props, copyProps(props))
    },
    formSubmit: form => emit('form_submit', describeSubmit(form, query), 'human', { critical: true }),
    cart: {
      view: (items: unknown, details?: object) =>
        cartCall(Array.isArray(items) ? 'view_cart' : 'view_item')(items, details),
      add: cartCall('add_to_cart'),
      remove: cartCall('remove_from_cart'),
      update: cartCall('update_cart'),
      checkout: cartCall('begin_checkout'),
      purchase: (order, options) => {
        const said = options?.confirmation
        emitCart(
          'purchase',
          copyProps(order),
          said === undefined ? {} : { confirmation: said === true || said === location.pathname },
        )
      },
    },
    session: () => session?.view() ?? null,
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
    remember: (key, value) => memory.remember(key, value),
    recall: memory.recall,
    viewed: memory.viewed,
    cartItems: memory.cartItems,
    consent: setConsent,
    flush,
    destroy: () => {
      stopWaiting()
      flush()
      detach()
      closeSession(false)
      delivery.stop()
      scroll.stop()
    },
  }
  return {
    api,
    replay: (time, url, fn) => {
      moment = [time, url]
      guard(fn)
      moment = undefined
    },
  }
}
