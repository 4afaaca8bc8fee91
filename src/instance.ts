import type { Sojourn } from './api'
import { isDeclaredBot } from './browser/environment'
import { guard } from './browser/listen'
import { createCalls } from './calls'
import type { Capture } from './capture/host'
import { isConsent } from './consent'
import type { Consent, Options } from './options'
import { resolveOptions } from './resolveOptions'
import { say } from './say'
import { createTracker, type Tracker } from './tracker'

/** The same calls; what they throw is ours, never the page's. */
const guarded = <T extends object>(calls: T): T =>
  Object.fromEntries(
    Object.entries(calls).map(([name, call]) => [
      name,
      typeof call === 'function' ? (...args: unknown[]) => guard(() => call(...args)) : guarded(call),
    ]),
  ) as T

/** The one instance of a page: the same shape always, whatever runs behind it. */
export const createInstance = (capture: Capture | undefined) => {
  let running: Tracker | undefined
  let first: string | undefined
  let agreed: Consent | undefined

  const start = (options: Options): void => {
    if (typeof document === 'undefined') return
    const given = guard(() => JSON.stringify(Object.fromEntries(Object.entries(options).sort())))
    if (running) {
      if (given !== first) say('error', 'INIT', 'called again with other options: the first stay')
      return
    }
    const settings = resolveOptions(options)
    if (!settings || (settings.bots === 'drop' && isDeclaredBot())) return
    first = given
    running = createTracker(agreed ? { ...settings, consent: agreed, explicit: true } : settings, capture)
  }
  const api: Sojourn & { init: (options: Options) => Sojourn } = guarded({
    ...createCalls(() => running),
    /** Starts the tracker. Idempotent; never throws; on a server an instance of the same shape that does nothing. */
    init: (options: Options) => {
      guard(() => start(options))
      return api
    },
    consent: (state: Consent) => {
      if (!isConsent(state)) return
      // Holds for who starts again, too.
      agreed = state
      running?.consent(state)
    },
    destroy: () => {
      const ending = running
      running = undefined
      ending?.destroy()
    },
  })
  return {
    api,
    /** Runs `fn` as if it were that moment on that page. */
    replay: (time: number, url: string, fn: () => void) => (running ? running.replay(time, url, fn) : guard(fn)),
  }
}
