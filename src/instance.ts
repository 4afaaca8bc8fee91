import type { Sojourn } from './api'
import { isDeclaredBot } from './browser/environment'
import { guard } from './browser/listen'
import type { Capture } from './capture/host'
import { type Consent, type Options, resolveOptions, say } from './options'
import { createTracker } from './tracker'

type Call = (...args: unknown[]) => unknown
type Calls = { [name: string]: Call }

const CALLS =
  'track page formSubmit session onSession startSession endSession keepAlive remember recall viewed cartItems consent flush destroy'
const CART = 'view add remove update checkout purchase'
/** What calls answer while nothing runs: on a server, in a crawler, after wrong options. */
const otherwise: Calls = {
  session: () => null,
  onSession: () => () => {},
  remember: () => false,
  viewed: () => [],
  cartItems: () => [],
}

/** The one instance of a page: the same shape always, whatever runs behind it. No call ever throws. */
export const createInstance = (capture: Capture | undefined) => {
  let running: ReturnType<typeof createTracker> | undefined
  let first: string | undefined
  let agreed: Consent | undefined

  const bind = (names: string, calls: () => Calls | undefined): Calls =>
    Object.fromEntries(
      names.split(' ').map(name => [
        name,
        (...args) => {
          if (name === 'consent' && !running) agreed = args[0] as Consent
          const answer = guard(() => (calls() ?? otherwise)[name]?.(...args))
          if (name === 'destroy') running = undefined
          return answer
        },
      ]),
    )
  const api = {
    ...bind(CALLS, () => running?.api as unknown as Calls),
    cart: bind(CART, () => running?.api.cart as unknown as Calls),
  } as unknown as Sojourn

  const init = (options: Options): Sojourn => {
    guard(() => {
      if (typeof document === 'undefined') return
      const given = guard(() => JSON.stringify(options))
      if (running) return given === first || say('error', 'INIT', 'called again with other options: the first stay')
      const settings = resolveOptions(options)
      if (!settings || (settings.bots === 'drop' && isDeclaredBot())) return
      first = given
      running = createTracker(agreed ? { ...settings, consent: agreed, explicit: true } : settings, capture)
    })
    return api
  }
  return {
    api,
    /** Starts the tracker. Idempotent; never throws; on a server an instance of the same shape that does nothing. */
    init,
    replay: (time: number, url: string, fn: () => void) => (running ? running.replay(time, url, fn) : guard(fn)),
  }
}
