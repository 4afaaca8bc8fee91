import { elapsed } from '../browser/clock'
import { isVisible } from '../browser/lifecycle'
import { listen, type Stop } from '../browser/listen'

/** How long after the last input somebody still counts as being there. */
const ATTENTION = 30_000
/**
 * Trusted input by a person. Not `scroll` and `submit`: scripts scroll and click submit buttons too, and what follows is
 * still trusted. Who submits a form has clicked or pressed a key before.
 */
const INPUT = 'pointerdown click keydown touchstart touchmove wheel'

/** Engaged time by the monotonic clock: visible, and the last input under 30 s old. A longer segment is a sleep. */
export const createStopwatch = () => {
  let sum = 0
  let until = 0
  /** Infinity: it stands still. */
  let from = Infinity
  const restart = (time = elapsed(), at = time) => {
    sum += Math.max(0, Math.min(time, until) - from)
    from = at
    return sum
  }
  return {
    total: () => restart(Math.max(elapsed(), from)),
    /** Somebody is there. */
    push: () => {
      restart()
      until = from + ATTENTION
    },
    pause: () => restart(elapsed(), Infinity),
    resume: () => restart(),
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
  const depth = () => {
    const { scrollHeight } = document.documentElement
    deepest = Math.max(deepest, Math.min(100, Math.round(((scrollY + innerHeight) / scrollHeight) * 100)) || 0)
    return deepest
  }
  return {
    depth,
    reset: () => {
      deepest = 0
    },
    watch: (): Stop => listen(window, 'scroll', depth),
  }
}
