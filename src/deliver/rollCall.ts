import { elapsed } from '../browser/clock'
import { listen, type Stop } from '../browser/listen'
import { LEASE } from './lease'

/** A page that lives has answered another by then, ms. */
const ANSWER = 5000
/** While the network has not answered this page, it looks again so much later. */
const AGAIN = 2000

/**
 * Which pages live: a crash says no goodbye. Whoever hears another begin to write renews what it speaks for; who does
 * not is dead. https://developer.mozilla.org/docs/Web/API/Window/storage_event
 * @param onWrite another page has written, or has begun to
 */
export const createRollCall = (prefix: string, onWrite: (key: string, isNew: boolean) => void) => {
  /** When the others were asked, and who has spoken since. */
  let asked: number | undefined
  const spoken = new Set<string>()
  let stop: Stop | undefined
  return {
    /** What this page writes first asks the others. Not sooner: to listen opens both storages. */
    ask: () => {
      stop ??= listen<StorageEvent>(window, 'storage', ({ key, oldValue }) => {
        if (!key?.startsWith(prefix)) return
        spoken.add(key)
        onWrite(key, oldValue === null)
      })
      asked ??= elapsed()
    },
    /**
     * Ms until what somebody speaks for may be taken; none if it is not above 0.
     * @param left ms of its lease
     * @param isHeard the network has answered this page: so much time has really passed, whatever clocks say
     */
    wait: (key: string, left: number, isHeard: boolean): number => {
      if (!left || asked === undefined || spoken.has(key)) return left
      const since = elapsed() - asked
      // Written after the question is an answer too, though the news of it may be still on its way.
      if (left > LEASE - since) return left
      return isHeard ? ANSWER - since : AGAIN
    },
    stop: () => stop?.(),
  }
}
