import type { WireEvent } from './events'

export type Consent = 'granted' | 'pending' | 'cookieless' | 'denied'

export interface CaptureOptions {
  /** Page views, including those of single-page applications. Default true. */
  pages?: boolean
  /** Clicks on interactive elements. Default true. */
  clicks?: boolean
  /** Form submits. Default true. */
  forms?: boolean
  /** Cart actions declared in HTML. Default true. */
  cart?: boolean
  /** `data-sojourn-view`: 'load' counts what is there at a page view, true also what is added later. Default 'load'. */
  views?: 'load' | boolean
}

export interface Options {
  /** Where batches go: a path of this origin or an http(s) URL. Required. */
  endpoint: string
  /** Inactivity after which a session ends, ms. At least 1 000. Default 1 800 000 (30 minutes). */
  timeout?: number
  /** Name of the site in every batch, at most 255 characters. Default location.hostname. */
  site?: string
  /** What the visitor agreed to. Default 'granted'. */
  consent?: Consent
  /** What Global Privacy Control means unless `consent: 'granted'` is said explicitly. Default 'deny'. */
  gpc?: 'deny' | 'cookieless' | 'ignore'
  capture?: CaptureOptions
  /** Whether the text of links is captured too, not only that of buttons. Default false. */
  linkText?: boolean
  /** Query keys that are kept in URLs. Default the utm_ fields. */
  query?: string[]
  /** Says which URLs are the same page; it is given the whole one, and its answer stays in the browser. Default path and kept query. */
  pageKey?: (url: URL) => string
  /** Rewrites every URL (pages, links, forms, referrer) before our own redaction. '' drops it, and so does an exception. */
  redactUrl?: (url: string) => string
  /** Sees each event before it is sent, and may change its name, url and props; null drops it, and so does an exception or what is no event. */
  beforeSend?: (event: WireEvent) => WireEvent | null
  /** Whether a purchase ends the session. Default true. */
  endOnPurchase?: boolean
  /** Name of the session cookie. Default '_sojourn'. */
  cookieName?: string
  /** Domain of the session cookie. Default the widest that the browser accepts; '' keeps it to this host. */
  cookieDomain?: string
  /**
   * 'none' keeps the session where other sites show this one in a frame: `SameSite=None; Secure; Partitioned`, one
   * session for each site around it, https only. Default 'lax'.
   */
  cookieSameSite?: 'lax' | 'none'
  /** A batch is sent at this many events (20), this many bytes (16 384) or after this many ms (5 000). */
  batch?: { events?: number; bytes?: number; interval?: number }
  /** Share of sessions that are recorded, 0 to 1. Default 1. */
  sample?: number
  /** What to do in a declared crawler. Default 'drop'. */
  bots?: 'drop' | 'flag' | 'allow'
  /** Keeps cart actions, purchases and submits in IndexedDB too, until acknowledged: they survive a kill of the whole browser. Default false. */
  durable?: boolean
  /** Shows each event on the console. Default false. */
  debug?: boolean
}

/** Options with every default filled in. */
export type Settings = Required<Omit<Options, 'capture' | 'batch'>> & {
  capture: Required<CaptureOptions>
  batch: Required<NonNullable<Options['batch']>>
  /** The site said `consent` itself, so Global Privacy Control does not overrule it. */
  explicit: boolean
}

const same = <T>(value: T): T => value

export const defaults = () => {
  const made = {
    endpoint: '',
    timeout: 18e5,
    // A page from a file has no host.
    site: location.hostname || 'local',
    consent: 'granted',
    gpc: 'deny',
    capture: { pages: true, clicks: true, forms: true, cart: true, views: 'load' },
    linkText: false,
    query: ['utm_source', 'utm_medium', 'utm_campaign', 'utm_term', 'utm_content'],
    pageKey: ({ pathname, searchParams }: URL): string =>
      `${[pathname, ...made.query.map(key => searchParams.getAll(key))]}`,
    redactUrl: same,
    beforeSend: same,
    endOnPurchase: true,
    cookieName: '_sojourn',
    cookieDomain: '*',
    cookieSameSite: 'lax',
    batch: { events: 20, bytes: 16384, interval: 5000 },
    sample: 1,
    bots: 'drop',
    durable: false,
    debug: false,
  }
  return made
}
