import { elapsed } from '../browser/clock'
import { isVisible } from '../browser/lifecycle'
import { guard, listen, type Stop } from '../browser/listen'

/** How long after the last input somebody still counts as being there. */
const ATTENTION = 30_000
/** Trusted input by a person. Not `scroll`: scripts scroll too, and it is still trusted. */
const INPUT = 'pointerdown click keydown touchstart touchmove wheel submit'

/** Engaged time by the monotonic clock: visible, and the last input under 30 s old. A longer segment is a sleep. */
export const createStopwatch = () => {
  let total = 0
  let from = 0
  let until = 0
  let running = false
  const settle = () => {
    const at = elapsed()
    if (running) total += Math.max(0, Math.min(at, until) - from)
    from = at
    return total
  }
  return {
    total: settle,
    /** Somebody is there. */
    push: () => {
      settle()
      running = true
      until = from + ATTENTION
    },
    pause: () => {
      settle()
      running = false
    },
    resume: () => {
      settle()
      running = true
    },
  }
}

export type Stopwatch = ReturnType<typeof createStopwatch>

/** Input by a person while the page is visible. */
export const captureActivity = (onInput: () => void): Stop =>
  listen(window, INPUT, event => {
    if (event.isTrusted && isVisible()) onInput()
  })

/** How far down the page somebody has been, in percent; read when the page scrolls, never forced on the way. */
export const captureScroll = () => {
  let deepest = 0
  const measure = () =>
    guard(() => {
      const { scrollHeight } = document.documentElement
      deepest = Math.max(deepest, Math.min(100, Math.round(((scrollY + innerHeight) / (scrollHeight || 1)) * 100)))
    })
  const stop = listen(window, 'scrollend', measure)
  return {
    depth: () => {
      measure()
      return deepest
    },
    reset: () => {
      deepest = 0
    },
    stop,
  }
}
