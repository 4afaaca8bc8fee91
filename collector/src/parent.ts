const EVERY = 500

/**
 * A signal that is sent to npm or npx ends them and the shell below, and never comes to what they started: that finds
 * out when it has another parent. Returns its end.
 */
export function watchParent(onGone: () => void): () => void {
  if (!process.env.npm_lifecycle_event) return () => {}
  const parent = process.ppid
  const watch = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(watch)
    onGone()
  }, EVERY)
  watch.unref()
  return () => clearInterval(watch)
}
