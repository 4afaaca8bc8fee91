import { guard } from './browser/listen'
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

const defaults = () => {
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

export const CONSENT = /^(granted|pending|cookieless|denied)$/

/** What a value must be beyond the type of its default. `views` alone has two types. */
const rules: Record<string, RegExp> = {
  consent: CONSENT,
  gpc: /^(deny|cookieless|ignore)$/,
  bots: /^(drop|flag|allow)$/,
  views: /^(load|true|false)$/,
  cookieName: /^[\w-]+$/,
  cookieSameSite: /^(lax|none)$/,
  site: /^.{1,255}$/,
}

export const say = (level: 'error' | 'warn', code: string, text: unknown): void =>
  console[level](`[sojourn E_${code}] ${text}`)

/** 'Array', 'Null', 'Number' … of any frame. */
const kindOf = (value: unknown): string => ({}).toString.call(value).slice(8, -1)

/** Validates and completes what a site passed. Anything wrong is one coded console.error and null. */
export const resolveOptions = (given: unknown): Settings | null => {
  const settings = defaults()
  let key = 'options'
  const fill = (from: Record<string, unknown>, into: Record<string, unknown>): void => {
    for (key of Object.keys(from)) {
      const value = from[key]
      const known = into[key]
      const kind = kindOf(known)
      const rule = rules[key]
      if (value === undefined) continue
      if (!Object.hasOwn(into, key)) say('warn', 'UNKNOWN', `no option "${key}"`)
      else if (
        (kindOf(value) !== kind && key !== 'views') ||
        (rule instanceof RegExp && !rule.test(`${value}`)) ||
        (value as number) < 0
      )
        throw `${rule ?? kind} wanted, got ${value}`
      else if (kind === 'Object') fill(value as typeof from, known as typeof into)
      else into[key] = value
    }
  }
  try {
    fill(Object(given), settings)
    const { endpoint, timeout } = settings
    const url = guard(() => endpoint && new URL(endpoint, location.href).href)
    key = 'endpoint'
    if (!/^https?:/.test(`${url}`)) throw `path or http(s) URL wanted, got "${endpoint}"`
    key = 'timeout'
    if (!(timeout >= 1000)) throw `${timeout} ms: did you mean seconds or minutes?`
    return { ...settings, endpoint: url, explicit: Object.hasOwn(given as object, 'consent') } as Settings
  } catch (problem) {
    say('error', key.toUpperCase(), problem)
    return null
  }
}
