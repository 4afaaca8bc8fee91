// The places where a page may keep something, as strict as browsers are.
import { vi } from 'vitest'

interface Cookie {
  name: string
  value: string
  /** Empty for a host-only cookie. */
  domain: string
  /** As it was written, without name and value. */
  attributes: string
}

interface Given {
  url: string
  /** Domains under which anybody may register. */
  suffixes?: string[]
  /** What throws at each touch, as in a sandboxed frame, or takes nothing. */
  broken?: ('cookie' | 'localStorage' | 'sessionStorage')[]
  refuses?: ('cookie' | 'localStorage' | 'sessionStorage')[]
}

/** Stands in for a page's location, document.cookie and storages until vi.unstubAllGlobals(). */
export function visit({ url, suffixes = ['example', 'uk', 'co.uk'], broken = [], refuses = [] }: Given) {
  const { hostname, protocol } = new URL(url)
  let cookies: Cookie[] = []
  const isAllowed = (domain: string) =>
    !domain || ((hostname === domain || hostname.endsWith(`.${domain}`)) && !suffixes.includes(domain))
  const set = (text: string) => {
    const [pair = '', ...attributes] = text.split('; ')
    const [name = '', value = ''] = pair.split('=')
    const given = new Map(attributes.map(one => one.toLowerCase().split('=') as [string, string]))
    const domain = given.get('domain') ?? ''
    if (!isAllowed(domain) || (given.has('secure') && protocol !== 'https:')) return
    const at = cookies.findIndex(one => one.name === name && one.domain === domain)
    const made = { name, value, domain, attributes: attributes.join('; ') }
    if (Number(given.get('max-age')) <= 0) cookies = cookies.filter((_, i) => i !== at)
    else if (at >= 0) cookies[at] = made
    else cookies.push(made)
  }
  const refuse = (what: string) => {
    if (broken.includes(what as 'cookie')) throw new DOMException('The operation is insecure.', 'SecurityError')
  }
  const storage = (what: 'localStorage' | 'sessionStorage'): Record<string, string> =>
    new Proxy<Record<string, string>>(
      {},
      { set: (on, key, value) => refuses.includes(what) || Reflect.set(on, key, value) },
    )
  const stores = { localStorage: storage('localStorage'), sessionStorage: storage('sessionStorage') }
  vi.stubGlobal('location', { hostname, protocol })
  vi.stubGlobal('document', {
    get cookie() {
      refuse('cookie')
      // The oldest first, as browsers do.
      return cookies.map(({ name, value }) => `${name}=${value}`).join('; ')
    },
    set cookie(text: string) {
      refuse('cookie')
      if (!refuses.includes('cookie')) set(text)
    },
  })
  for (const what of ['localStorage', 'sessionStorage'] as const)
    Object.defineProperty(globalThis, what, {
      configurable: true,
      get: () => {
        refuse(what)
        return stores[what]
      },
    })
  return {
    ...stores,
    /** What is in the jar: `name=value` and the domain, if it has one. */
    cookies: () => cookies,
    values: (wanted: string) => cookies.filter(({ name }) => name === wanted).map(({ value }) => value),
    /** Another tab writes, or a person deletes. */
    set,
    clear: () => {
      cookies = []
    },
  }
}
