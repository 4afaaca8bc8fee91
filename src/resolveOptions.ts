import { guard } from './browser/listen'
import { defaults, type Settings } from './options'
import { say } from './say'

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
        (kind === 'Number' && !/^\d/.test(`${value}`))
      )
        throw `${rule ?? kind} wanted, got ${value}`
      else if (kind === 'Object') fill(value as typeof from, known as typeof into)
      else into[key] = value
    }
  }
  try {
    fill(Object(given), settings)
    const { endpoint, timeout, sample } = settings
    const url = guard(() => endpoint && new URL(endpoint, location.href).href)
    key = 'endpoint'
    if (!/^https?:/.test(`${url}`)) throw `path or http(s) URL wanted, got "${endpoint}"`
    key = 'timeout'
    if (!(timeout >= 1000)) throw `${timeout} ms: did you mean seconds or minutes?`
    key = 'sample'
    if (sample > 1) throw `${sample}: a share is 0 to 1`
    return { ...settings, endpoint: url, explicit: Object.hasOwn(given as object, 'consent') } as Settings
  } catch (problem) {
    say('error', key.toUpperCase(), problem)
    return null
  }
}
