/**
 * Whether this turn of the event loop has lasted too long. All that has arrived is read in one turn, and what is not
 * read yet waits in the kernel, where no bound of ours sees it: past the limit, answering shortly is the way to catch up.
 * Time in which nothing came to be done does not count. https://nodejs.org/en/learn/asynchronous-work/event-loop-timers-and-nexttick
 */
export function createTurn(longest: number, now: () => number = performance.now.bind(performance)): () => boolean {
  let began: number | null = null
  return () => {
    if (began === null) {
      began = now()
      setImmediate(() => {
        began = null
      })
    }
    return now() - began > longest
  }
}
