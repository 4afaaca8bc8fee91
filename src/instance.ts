import type { Sojourn } from './api'
import { isDeclaredBot } from './browser/environment'
import { guard } from './browser/listen'
import type { Capture } from './capture/host'
import { type Consent, type Options, resolveOptions, say } from './options'
import { createTracker } from './tracker'

type Running = ReturnType<typeof createTracker>

const nothing = () => {}

/** The same shape, and nothing happens: on a server, in a crawler, after wrong options. */
const inert: Sojourn = {
  track: nothing,
  page: nothing,
  formSubmit: nothing,
  cart: { view: nothing, add: nothing, remove: nothing, update: nothing, checkout: nothing, purchase: nothing },
  session: () => null,
  onSession: () => nothing,
  startSession: nothing,
  endSession: nothing,
  keepAlive: nothing,
  remember: () => false,
  recall: () => undefined,
  viewed: () => [],
  cartItems: () => [],
  consent: nothing,
  flush: nothing,
  destroy: nothing,
}

/** The one instance of a page, and the calls that work on whatever it is at that moment. */
export const createInstance = (capture?: Capture) => {
  let running: Running | undefined
  let first = ''
  let agreed: Consent | undefined
  const now = () => running?.api ?? inert
  const fingerprint = (options: unknown) => guard(() => JSON.stringify(options)) ?? ''

  const start = (options: Options): Sojourn => {
    if (typeof document === 'undefined') return inert
    if (running) {
      if (fingerprint(options) !== first)
        say('error', 'INIT', 'init() was called before with other options: the first ones stay')
      return api
    }
    const settings = resolveOptions(options)
    if (!settings || (settings.bots === 'drop' && isDeclaredBot())) return inert
    first = fingerprint(options)
    running = createTracker(agreed ? { ...settings, consent: agreed, explicit: true } : settings, capture)
    return api
  }
  const api: Sojourn = Object.create(null)
  for (const name of Object.keys(inert) as (keyof Sojourn)[]) {
    const call =
      (from: () => Record<string, unknown>, key: string) =>
      (...args: unknown[]) => {
        try {
          return (from()[key] as (...given: unknown[]) => unknown)(...args)
        } catch {
          return undefined
        }
      }
    const made =
      name === 'cart'
        ? Object.fromEntries(Object.keys(inert.cart).map(key => [key, call(() => now().cart as never, key)]))
        : call(now as never, name)
    ;(api as unknown as Record<string, unknown>)[name] = made
  }
  const { consent, destroy } = api
  api.consent = state => {
    if (!running) agreed = state
    consent(state)
  }
  api.destroy = () => {
    destroy()
    running = undefined
  }
  return {
    api,
    /** Starts the tracker. Idempotent; never throws; on a server an instance of the same shape that does nothing. */
    init: (options: Options): Sojourn => guard(() => start(options)) ?? inert,
    replay: (time: number, url: string, fn: () => void) => (running ? running.replay(time, url, fn) : guard(fn)),
  }
}
