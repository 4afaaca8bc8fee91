import { setTimeout as pause } from 'node:timers/promises'

/** Asks again until there is an answer. A question that fails is asked again too: a page may be on its way to another. */
export async function until<T>(ask: () => Promise<T>, what: string, timeout = 20_000): Promise<NonNullable<T>> {
  const deadline = Date.now() + timeout
  let failure: unknown
  while (Date.now() < deadline) {
    try {
      const answer = await ask()
      if (answer) return answer
    } catch (error) {
      failure = error
    }
    await pause(20)
  }
  throw new Error(`Not within ${timeout / 1000} s: ${what}`, { cause: failure })
}
