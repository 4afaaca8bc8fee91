export interface Queue {
  /** Runs work in the order it comes, in at most `slots` lines; the work learns its line. */
  run<T>(work: (slot: number) => Promise<T>): Promise<T>
  /** Runs work when nothing else runs. One caller at a time. */
  alone<T>(work: () => Promise<T>): Promise<T>
}

export function createQueue(slots: number): Queue {
  const free = Array.from({ length: slots }, (_, slot) => slot)
  const waiting: ((slot: number) => void)[] = []
  const take = async () => free.pop() ?? (await new Promise<number>(resolve => waiting.push(resolve)))
  const give = (slot: number) => {
    const next = waiting.shift()
    if (next) next(slot)
    else free.push(slot)
  }

  return {
    async run(work) {
      const slot = await take()
      try {
        return await work(slot)
      } finally {
        give(slot)
      }
    },
    async alone(work) {
      const taken: number[] = []
      for (let i = 0; i < slots; i++) taken.push(await take())
      try {
        return await work()
      } finally {
        taken.forEach(give)
      }
    },
  }
}
