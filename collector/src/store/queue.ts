/** Runs work in the order it comes, in at most `slots` lines; the work learns its line. */
export function createQueue(slots: number): <T>(work: (slot: number) => Promise<T>) => Promise<T> {
  const free = Array.from({ length: slots }, (_, slot) => slot)
  const waiting: ((slot: number) => void)[] = []

  return async work => {
    const slot = free.pop() ?? (await new Promise<number>(resolve => waiting.push(resolve)))
    try {
      return await work(slot)
    } finally {
      const next = waiting.shift()
      if (next) next(slot)
      else free.push(slot)
    }
  }
}
