import { createAlarm, elapsed, now, soon } from './browser/clock'
import { createWorklist } from './browser/worklist'
import type { Props } from './events'
import type { Act, Draft } from './session/draft'

/** How much is kept while nobody has agreed yet. */
const PENDING = 100
/** What is told within this is bound together, in a task of its own, when the page has painted, ms. */
const MOMENT = 50
/**
 * The jar, storage and fetchLater cost more than all else together: what comes thick and fast shares a look at them, ms.
 * Without fetchLater nothing waits longer: Firefox ends the scripts of a closing tab, and what is not bound by then is lost.
 */
const PACE = 200
/** Input that is no event only says that somebody is there: nobody needs to know it sooner, and it comes in floods. */
const PULSE = 1000

/** Without a draft: input that is no event of its own. */
type Told = [draft: Draft | null, act: Act, time: number, said?: (() => Props) | undefined]
type Target = { admit: (draft: Draft | null, act: Act, time: number) => void }

/**
 * What a page has told, until its session gets to know of it.
 * @param session opened when it is first asked for: reading cookies is slow
 * @param isOpen whether it may be asked for
 * @param mayWait whether it is kept while there is no session
 * @param patience ms that so many may wait; 0 till the task is done, not at all if it is below that
 * @param onDone something was handed over
 * @param lose one more than is kept
 */
export const createInbox = <T extends Target>(
  session: () => T | undefined,
  isOpen: () => boolean,
  mayWait: () => boolean,
  patience: (told: number, act: Act) => number,
  onDone: () => void,
  lose: () => void,
) => {
  const { list, run } = createWorklist(([draft, act, time, said]: Told) => {
    if (draft && said) draft.props = said()
    session()?.admit(draft, act, time)
  })
  const pace = 'fetchLater' in window ? PACE : 0
  let bound = 0

  /** The session, once it knows of everything. */
  const current = (): T | undefined => {
    alarm.clear()
    const found = session()
    if (found && list[0]) {
      bound = elapsed()
      run()
      onDone()
    }
    return found
  }
  const alarm = createAlarm(current)
  return {
    current,
    /** @param said its props, when they are needed */
    admit: (draft: Draft | null, act: Act, said?: () => Props): void => {
      const time = draft ? draft.time : now()
      const last = list[list.length - 1]
      if (!draft && last && !last[0]) {
        // Waits already.
        last[2] = time
        return
      }
      // The last place is kept for a page view: without one, nothing of the rest has a session.
      const places = PENDING - +![draft, list[0]?.[0]].some(one => one?.name === 'page_view')
      if (isOpen() || (draft && mayWait() && list.length < places)) list.push([draft, act, time, said])
      else if (draft && mayWait()) lose()
      const paced = Math.max(MOMENT, bound + pace - elapsed())
      const wait = !draft ? PULSE : draft.critical ? -1 : Math.min(patience(list.length, act), paced)
      if (wait < 0) current()
      else if (wait) alarm.set(wait)
      else soon(current)
    },
    clear: () => {
      list.length = 0
    },
  }
}
