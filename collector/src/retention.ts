import type { Store } from './store/store.js'

const HOUR = 60 * 60 * 1000

/** Deletes what is older than `keep`, now and every six hours. Returns its undo. */
export function watchRetention(store: Store, keep: number, now: () => number, log: (line: string) => void): () => void {
  const prune = () =>
    store.prune(now() - keep).then(
      events => {
        if (events > 0) log(`retention: ${events} events deleted`)
      },
      error => log(`retention failed: ${error}`),
    )
  void prune()
  const timer = setInterval(prune, 6 * HOUR)
  timer.unref()
  return () => clearInterval(timer)
}
