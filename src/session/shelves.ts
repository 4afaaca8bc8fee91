import { soon } from '../browser/clock'

export type Pair = [key: string, value: string]

/** One place that may hold the session. Any call may throw: a sandboxed frame's `document.cookie` does. */
export type Shelf = {
  rung: 'domain' | 'host' | 'local' | 'session' | 'memory'
  /** Number of dots of the cookie's domain, or `h`. */
  scope: string
  /** What it holds under this name and names that begin with it. */
  list: (name: string) => Pair[]
  /** 0 ms removes. */
  set: (name: string, value: string, ms: number) => void
}

/** Reading cookies asks another process: once in a task is enough, and after each write of ours. */
let jar: Pair[] | undefined
const readCookies = (): Pair[] => {
  if (!jar) {
    jar = document.cookie.split('; ').map(pair => pair.split('=') as Pair)
    soon(() => {
      jar = undefined
    })
  }
  return jar
}

const cookieShelf = (domain: string, isFramed: boolean): Shelf => ({
  rung: domain ? 'domain' : 'host',
  scope: domain ? `${domain.split('.').length - 1}` : 'h',
  list: readCookies,
  set: (name, value, ms) => {
    jar = undefined
    // Nothing to escape: names are checked, values are base 36. Browsers take SameSite=None only with Secure, and
    // third parties' cookies only in a jar per visited site.
    // https://developer.mozilla.org/docs/Web/Privacy/Guides/Privacy_sandbox/Partitioned_cookies
    // biome-ignore lint/suspicious/noDocumentCookie: cookieStore answers later, is not everywhere, and not on plain http
    document.cookie =
      `${name}=${value}; Path=/; Max-Age=${Math.ceil(ms / 1000)}; SameSite=${isFramed ? 'None; Partitioned' : 'Lax'}` +
      (isFramed || location.protocol === 'https:' ? '; Secure' : '') +
      (domain && `; Domain=${domain}`)
  },
})

const keyShelf = (rung: Shelf['rung'], store: () => Record<string, string>): Shelf => ({
  rung,
  scope: 'h',
  list: name =>
    Object.keys(store())
      .filter(key => key.startsWith(name))
      .map(key => [key, store()[key] as string]),
  set: (name, value, ms) => {
    if (ms) store()[name] = value
    else delete store()[name]
  },
})

/** Widest first. Never tried on an address (version 6 has no dots) or a single label: there the probe wrongly succeeds. */
const domains = (): string[] => {
  const labels = location.hostname.split('.')
  return /^[\d.]+$/.test(location.hostname) ? [] : labels.slice(1).map((_, i) => labels.slice(-2 - i).join('.'))
}

/**
 * The ladder, best rung first.
 * @param persistent false for the cookieless state: nothing is stored or read
 * @param domain '*' for the widest that the browser accepts, '' for this host only
 * @param isFramed for pages that other sites show in a frame
 */
export const createShelves = (persistent: boolean, domain: string, isFramed: boolean): Shelf[] => {
  const held = {}
  const memory = keyShelf('memory', () => held)
  return persistent
    ? [
        ...[...(domain === '*' ? domains() : domain ? [domain] : []), ''].map(one => cookieShelf(one, isFramed)),
        keyShelf('local', () => localStorage),
        keyShelf('session', () => sessionStorage),
        memory,
      ]
    : [memory]
}
