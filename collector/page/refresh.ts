// When to ask again: at once, soon after something happened, and now and then because sessions end silently.

export interface RefreshTiming {
  /** From the first event to the next asking, ms: events come in bursts. */
  soon: number
  /** Without any event, ms. Infinity: only when asked to. */
  idle(): number
  /** After a failure, ms. */
  failed: number
}

export interface Refresh {
  /** The question itself changed: drops the running answer and asks again. */
  now(): void
  /** Something happened: asks within `soon`, or later where answers take long. */
  soon(): void
  stop(): void
}

/** Answers that take longer than this, ms, are asked for at most a quarter of the time: the store has more to do. */
const CHEAP = 1_000

/** `run` resolves true when everything was answered. */
export function createRefresh(run: (signal: AbortSignal) => Promise<boolean>, timing: RefreshTiming): Refresh {
  let running: AbortController | null = null
  let again = false
  let cost = 0
  let timer = 0
  let due = Infinity

  const plan = (wait: number) => {
    const at = performance.now() + wait
    if (at >= due) return
    clearTimeout(timer)
    due = at
    timer = window.setTimeout(start, wait)
  }

  const start = async () => {
    clearTimeout(timer)
    due = Infinity
    // A page that nobody sees asks nothing; it catches up when it is shown again.
    if (document.hidden) return
    running?.abort()
    const mine = new AbortController()
    running = mine
    again = false
    const began = performance.now()
    const complete = await run(mine.signal).catch(() => false)
    if (running !== mine) return
    running = null
    cost = performance.now() - began
    plan(complete ? timing.idle() : timing.failed)
    if (again) soon()
  }

  const soon = () => {
    again = true
    if (!running) plan(cost > CHEAP ? cost * 3 : timing.soon)
  }

  const onShown = () => {
    if (!document.hidden) void start()
  }
  document.addEventListener('visibilitychange', onShown)

  return {
    now: () => void start(),
    soon,
    stop: () => {
      clearTimeout(timer)
      running?.abort()
      document.removeEventListener('visibilitychange', onShown)
    },
  }
}
