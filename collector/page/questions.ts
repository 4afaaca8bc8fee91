// Asks several routes at once and remembers what failed; each section stands for itself.
import { type Api, Failure, type Query } from './api'

export interface Questions {
  /** Resolves true when `show` got an answer. */
  ask<T>(route: string, query: Query, show: (answer: T) => void): Promise<boolean>
  /** For routes that an older collector may lack: `section` is shown only when they answer. */
  askMaybe<T>(route: string, query: Query, section: HTMLElement | null, show: (answer: T) => void): Promise<void>
  /** The failure that matters most, if any. */
  worst(): Failure | null
}

/** Routes that were not there are not asked for again until the page is loaded again. */
const absent = new Set<string>()

export function createQuestions(api: Api, signal: AbortSignal): Questions {
  const failures: Failure[] = []

  const attempt = async <T>(route: string, query: Query, show: (answer: T) => void): Promise<Failure | null> => {
    try {
      const answer = await api.get<T>(route, query, signal)
      if (!signal.aborted) show(answer)
      return null
    } catch (error) {
      if (signal.aborted) return null
      return error instanceof Failure ? error : new Failure('refused', String(error))
    }
  }

  return {
    async ask(route, query, show) {
      const failure = await attempt(route, query, show)
      if (failure) failures.push(failure)
      return !failure && !signal.aborted
    },
    async askMaybe<T>(route: string, query: Query, section: HTMLElement | null, show: (answer: T) => void) {
      if (absent.has(route)) return
      const failure = await attempt<T>(route, query, answer => {
        if (section) section.hidden = false
        show(answer)
      })
      if (failure?.kind === 'absent') absent.add(route)
      else if (failure) failures.push(failure)
    },
    worst: () =>
      failures.find(failure => failure.kind === 'unauthorized') ??
      failures.find(failure => failure.kind === 'unreachable') ??
      failures[0] ??
      null,
  }
}
