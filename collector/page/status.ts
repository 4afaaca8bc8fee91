// What the page says about itself: quiet while all is well, plain when it is not.
import { find, setText } from './dom'
import { formatMoment } from './format'
import type { LiveState } from './live'

export interface Status {
  live(state: LiveState): void
  /** null: there is none. */
  problem(message: string | null): void
  /** The last questions were not all answered; they are asked again. */
  failed(message: string): void
  /** They were. @param asOf the moment that the answers speak of, where the collector cannot bring them up to date */
  answered(asOf: Date | null): void
}

const LIVE: Record<LiveState, string> = {
  connecting: 'Connecting',
  live: 'Live',
  waiting: 'Reconnecting',
  off: 'Not live',
}
const NOTICE: Partial<Record<LiveState, string>> = {
  waiting: 'Live updates are interrupted. Trying again; the figures are refreshed now and then meanwhile.',
  off: 'This browser has no event stream, so nothing appears live. The figures are refreshed every few seconds.',
}
/** A short interruption is not worth a sentence. */
const PATIENCE = 4_000

export function createStatus(): Status {
  const state = find('[data-live-state]')
  const notice = find('[data-notice]')
  const error = find('[data-error]')
  let timer = 0
  /** Everything was answered once. */
  let known = false
  const problem = (message: string | null) => say(error, message ?? '')
  const say = (target: HTMLElement, message: string) => {
    target.hidden = message === ''
    setText(target, message)
  }
  return {
    live(next) {
      if (state.dataset.liveState === next) return
      state.dataset.liveState = next
      setText(state, LIVE[next])
      clearTimeout(timer)
      const words = NOTICE[next] ?? ''
      timer = window.setTimeout(() => say(notice, words), next === 'waiting' ? PATIENCE : 0)
    },
    problem,
    failed: message => problem(`${message} Trying again${known ? '; what you see is what was known last' : ''}.`),
    answered: asOf => {
      known = true
      problem(
        asOf &&
          `These figures were last brought up to date: ${formatMoment(asOf.getTime(), Date.now())}. At present that fails; the collector’s log says why.`,
      )
    },
  }
}
