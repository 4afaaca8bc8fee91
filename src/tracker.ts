import type { SessionListener } from './api'
import { after } from './browser/clock'
import { browserFacts } from './browser/environment'
import { isVisible, watchLifecycle, whenActivated } from './browser/lifecycle'
import type { Stop } from './browser/listen'
import { captureActivity } from './capture/engagement'
import type { Capture, Capturing } from './capture/host'
import { createCarts } from './carts'
import { firstConsent, mayRun } from './consent'
import type { Props } from './events'
import { isFree } from './names'
import type { Consent, Settings } from './options'
import { createRecorder } from './recorder'
import type { Draft } from './session/draft'

/** After the page's own start, before most people leave. */
const QUIET = 100

export type Tracker = ReturnType<typeof createTracker>

/** What runs when: from the first consent to the last, while the page is seen and when it leaves. */
export const createTracker = (settings: Settings, capture: Capture | undefined) => {
  /** Of a page that is still being prerendered there is none. */
  let consent: Consent | undefined
  const { memory, delivery, stopwatch, page, listeners, redact, admit, emit, session, open, close, wipe } =
    createRecorder(settings, () => consent)
  const stops: Stop[] = []
  let capturing: Capturing | undefined
  let left = false

  const flush = () => {
    capturing?.decide()
    if (session()) delivery.flush()
  }
  const tellCart = createCarts(memory, emit, order => order === session()?.lastOrder())
  const emitCart = (name: string, given: Record<string, unknown>, more?: Partial<Draft>) => {
    capturing?.decide()
    tellCart(name, given, more)
  }
  const onInput = () => {
    stopwatch.push()
    admit(null, 'human')
  }
  const attach = () => {
    stops.push(
      captureActivity(onInput),
      page.watch(),
      watchLifecycle({
        onLeave: reason => {
          capturing?.decide()
          stopwatch.pause()
          if (!left) page.leave(reason)
          left = true
          delivery.leave(reason === 'navigate')
        },
        onShow: restored => {
          const wasLeft = left
          left = false
          if (wasLeft) stopwatch.resume()
          delivery.show(restored)
          // It may have been seen before it is said to be restored.
          if (restored) capturing?.view('bfcache')
          else if (wasLeft) session()?.check()
        },
      }),
    )
    // Firefox ends scripts that keep a closing tab waiting for some ms: what is slow is read before.
    stops.push(after(QUIET, browserFacts))
    capturing = capture?.({
      settings,
      redact,
      stops,
      emit: (name, said, act, more) => emit(name, {}, act, more, said),
      declare: (name, props, act) => {
        if (props.items) emitCart(name, props)
        else if (isFree(name)) emit(name, props, act)
      },
      onAddress: page.bind,
      onPage: page.show,
    })
  }
  const detach = () => {
    for (const stop of stops.splice(0)) stop()
    capturing = undefined
  }
  const turn = (next: Consent) => {
    const first = consent && consent !== 'pending' ? 'consent' : 'first'
    // Revoked: no farewell. Changed: what was counted under the old choice is sent under it.
    if (mayRun(next) && session()) {
      session()?.end('consent')
      delivery.flush()
    }
    if (next === 'denied' || session()) {
      close()
      wipe(next !== 'granted')
      detach()
    }
    consent = next
    if (mayRun(next)) open(first)
    // The page that is shown belongs to the next session, too.
    if (next !== 'denied' && !stops.length) attach()
  }
  const stopWaiting = whenActivated(() => turn(firstConsent(settings)))

  return {
    redact,
    memory,
    session,
    emit,
    emitCart,
    /** Counts a page view, or finds that it was counted just now; its props either way. */
    showPage: (): Props | undefined => {
      if (capturing) capturing.view('manual')
      else page.show('manual')
      return page.view()?.props
    },
    replay: page.replay,
    submit: (form: Element) => capturing?.submit(form),
    /** Somebody is there, says the site. */
    keepAlive: () => isVisible() && onInput(),
    flush,
    onSession: (listener: SessionListener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    consent: (next: Consent) => {
      if (!consent) Object.assign(settings, { consent: next, explicit: true })
      else if (next !== consent) {
        turn(next)
        flush()
      }
    },
    destroy: () => {
      stopWaiting()
      capturing?.decide()
      // As if the page were left: what is still being settled is told, too.
      if (session()) delivery.leave(true)
      detach()
      close()
      consent = 'denied'
      delivery.stop()
    },
  }
}
