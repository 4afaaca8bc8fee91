import cookies from 'js-cookie'
import { guard } from '../browser/listen'

export type Rung = 'domain' | 'host' | 'local' | 'session' | 'memory'

/** Where the session lives: the first rung that proves, by reading back, that it holds what is written. */
export type Storage = {
  rung: () => Rung
  /** Number of dots of the cookie's domain, or `h`. */
  scope: () => string
  /** All values under a name: twins of a cookie included. */
  read: (name: string) => string[]
  /** Names that begin with this, with their values. */
  list: (prefix: string) => [string, string][]
  /** True if it was there on reading back. */
  write: (name: string, value: string, ms: number) => boolean
  remove: (name: string) => void
  /** Deletes the host-only one of two cookies with this name: it would shadow the shared one. */
  dropTwin: (name: string) => void
  /** Keeps to the cookie that was found: writing another scope would make a twin. */
  keepTo: (scope: string) => void
  /** One rung down, for entries that vanish again and again. False at the bottom. */
  descend: () => boolean
}

type Shelf = {
  rung: Rung
  scope: string
  list: (prefix: string) => [string, string][]
  set: (name: string, value: string, ms: number) => void
}

const cookieShelf = (domain: string): Shelf => ({
  rung: domain ? 'domain' : 'host',
  scope: domain ? String(domain.split('.').length - 1) : 'h',
  // By hand: js-cookie shows only the first of two cookies with one name, and the twin matters here.
  list: () =>
    document.cookie.split('; ').map(pair => [pair.split('=', 1)[0] as string, pair.slice(pair.indexOf('=') + 1)]),
  set: (name, value, ms) => {
    cookies.set(name, value, {
      ...(domain && { domain }),
      'max-age': String(Math.ceil(ms / 1000)),
      ...(location.protocol === 'https:' && { secure: true }),
      sameSite: 'lax',
    })
  },
})

const keyShelf = (rung: Rung, store: () => globalThis.Storage): Shelf => ({
  rung,
  scope: 'h',
  list: prefix => {
    const held = store()
    return Object.keys(held).flatMap(key => (key.startsWith(prefix) ? [[key, held[key]]] : []))
  },
  set: (name, value, ms) => (ms ? store().setItem(name, value) : store().removeItem(name)),
})

const memoryShelf = (): Shelf => {
  const held = new Map<string, string>()
  return {
    rung: 'memory',
    scope: 'h',
    list: () => [...held],
    set: (name, value, ms) => void (ms ? held.set(name, value) : held.delete(name)),
  }
}

/** Widest first. A domain cookie is never tried on an address, a single label or localhost: there the probe wrongly succeeds. */
const domains = (wanted: string): string[] => {
  const labels = location.hostname.split('.')
  if (wanted !== '*') return wanted ? [wanted, ''] : ['']
  const wide = /^[\d.]+$|:/.test(location.hostname) ? [] : labels.slice(1).map((_, i) => labels.slice(-2 - i).join('.'))
  return [...wide, '']
}

/**
 * @param persistent false for the cookieless state: nothing is stored or read
 * @param domain '*' for the widest that the browser accepts, '' for this host only
 */
export const createStorage = (persistent: boolean, domain: string): Storage => {
  const shelves: Shelf[] = persistent
    ? [
        ...domains(domain).map(cookieShelf),
        keyShelf('local', () => localStorage),
        keyShelf('session', () => sessionStorage),
      ]
    : []
  shelves.push(memoryShelf())
  let at = 0
  const shelf = () => shelves[at] as Shelf
  const list = (prefix: string) => (guard(() => shelf().list(prefix)) ?? []).filter(([name]) => name.startsWith(prefix))
  const read = (name: string) => list(name).flatMap(([found, value]) => (found === name ? [value] : []))
  const set = (one: Shelf, name: string, value: string, ms: number) => guard(() => one.set(name, value, ms))
  return {
    rung: () => shelf().rung,
    scope: () => shelf().scope,
    read,
    list,
    write: (name, value, ms) => {
      set(shelf(), name, value, ms)
      return read(name).includes(value)
    },
    remove: name => {
      for (const one of shelves) set(one, name, '', 0)
    },
    dropTwin: name => {
      const host = shelves.find(one => one.rung === 'host')
      if (host && read(name).length > 1) set(host, name, '', 0)
    },
    keepTo: scope => {
      const found = shelves.findIndex(one => one.scope === scope)
      if (shelves[found]?.rung === 'domain' || shelf().rung === 'domain') at = Math.max(found, 0)
    },
    descend: () => at < shelves.length - 1 && at++ >= 0,
  }
}
