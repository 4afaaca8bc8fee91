import { guard } from './listen'

// localStorage may be full, forbidden (reading the property throws) or patched: none of that is the caller's problem.

export const keysOf = (prefix: string): string[] =>
  guard(() => Object.keys(localStorage).filter(key => key.startsWith(prefix))) ?? []

export const readLocal = (key: string): string | undefined => guard(() => localStorage[key])

/** Nothing to write removes. Answers whether it is done. */
export const writeLocal = (key: string, text?: string | number): boolean =>
  !!guard(() => {
    if (text) localStorage[key] = text
    else localStorage.removeItem(key)
    return true
  })

export type Note = ReturnType<typeof createNote>

/** A word that the pages of a site leave each other. Neither read nor written where nothing may be stored. */
export const createNote = (key: string, mayStore: () => boolean) => ({
  read: () => (mayStore() ? readLocal(key) : undefined),
  write: (text?: string | number) => {
    if (mayStore()) writeLocal(key, text)
  },
  wipe: () => {
    writeLocal(key)
  },
})
