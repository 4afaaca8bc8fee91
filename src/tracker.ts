import type { SessionListener } from './api'
import { after } from './browser/clock'
import { browserFacts } from './browser/environment'
import { isVisible, watchLifecycle, whenActivated } from './browser/lifecycle'
import type { Stop } from './browser/listen'
import { captureActivity } from './capture/engagement'
import type { Capture, Capturing } from './capture/host'
import { createCarts } from './carts'
import { firstConsent, isConsent, mayRun } from './consent'
import type { Props } from './events'
import { isFree } from './names'
import type { Settings } from './options'
import { createRecorder } from './recorder'
import type { Draft } from './session/draft'

/** After the page's own start, before most people leave. */
const QUIET = 100

export type Tracker = ReturnType<typeof createTracker>

/** What runs when: from the first consent to the last, while the page is seen and when it leaves. */
export const createTracker = (settings: Settings, capture: Capture | undefined) => {
  let { consent } = settings
  const { memory, delivery, stopwatch, page, listeners, redact, admit, emit, session, open, close, wipe } =
    createRecorder(settings, () => consent)
  const stops: Stop[] = []
  let capturing: Capturing | undefined
  let left = false

  const flush = () => {
    capturing?.decide()
    if (session()) delivery.flush()
  }
  const tellCart = createCarts(memory, emit, flush)
  const emitCart = (name: string, given: Record<string, unknown>, more?: Partial<Draft>) => {
    capturing?.decide()
    tellCart(name, given, more)
  }
  const onInput = () => {
    if (!isVisible()) return
    stopwatch.push()
    admit(null, 'human')
  }
  const attach = () => {
    stops.push(
      captureActivity(onInput),
      watchLifecycle({
        onLeave: reason => {
          capturing?.decide()
          stopwatch.pause()
          if (!left) page.leave(reason)
          left = true
          delivery.leave(reason === 'navigate')
        },
        onShow: restored => {
          if (left) stopwatch.resume()
          left = false
          delivery.show(restored)
          if (restored) capturing?.view('bfcache')
          else session()?.check()
        },
      }),
    )
    // Firefox ends scripts that keep a closing tab waiting for some ms: what is slow is read before.
    stops.push(after(QUIET, browserFacts))
    capturing = capture?.({
      settings,
      redact,
      stops,
      // What a script submits is trusted too, and no sign of a person.
      emit: (name, props, more) => emit(name, props, props.trigger === 'script' ? 'machine' : 'human', more),
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
  const stopWaiting = whenActivated(() => {
    consent = firstConsent(settings)
    if (mayRun(consent)) open('first')
    if (consent === 'denied') wipe()
    else attach()
  })

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
    /** Somebody is there. */
    onInput,
    flush,
    onSession: (listener: SessionListener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    consent: (next: unknown) => {
      if (next === consent || !isConsent(next)) return
      const first = consent === 'pending' ? 'first' : 'consent'
      // Revoked: no farewell. Changed: what was counted under the old choice is sent under it.
      if (session() && mayRun(next)) {
        session()?.end('consent')
        delivery.flush()
      }
      if (session() || next === 'denied') {
        close()
        wipe()
        detach()
      }
      consent = next
      if (mayRun(next)) open(first)
      // The page that is shown belongs to the next session, too.
      if (next !== 'denied' && !stops.length) attach()
      flush()
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
      page.stop()
    },
  }
}
