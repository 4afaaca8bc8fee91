import { guard, type Stop } from './listen'

/** Wall clock, ms since 1970. It may jump. */
export const now = (): number => Date.now()

/** Monotonic clock of this page, ms. It may stand still while the machine sleeps. */
export const elapsed = (): number => performance.now()

/** Runs `fn` once, when what runs now is done: even a page that is closing gets there. */
export const soon = (fn: () => void): Stop => {
  let isOn = true
  queueMicrotask(() => isOn && guard(fn))
  return () => {
    isOn = false
  }
}

/** Runs `fn` once, `ms` from now. Longer waits than a timer can hold come early: test again. */
export const after = (ms: number, fn: () => void): Stop => {
  const id = setTimeout(() => guard(fn), Math.min(Math.max(ms, 0), 2 ** 31 - 1))
  return () => clearTimeout(id)
}

/** Calls `fn` once at the earliest of the times it is asked for: whoever has time asks for later, and costs no new timer. */
export const createAlarm = (fn: () => void) => {
  let due = Infinity
  let stop: Stop | undefined
  const clear = () => {
    due = Infinity
    stop?.()
  }
  return {
    clear,
    /** For those whose time to wait is in storage: asked once for all that waits. */
    isSet: () => due < Infinity,
    /** In so many ms, or sooner. */
    set: (ms: number) => {
      const at = elapsed() + ms
      if (at >= due) return
      clear()
      due = at
      stop = after(ms, () => {
        due = Infinity
        fn()
      })
    },
  }
}
