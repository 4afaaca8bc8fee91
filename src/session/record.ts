import type { SessionInfo } from '../api'
import { randomBytes } from '../browser/environment'

// The cookie's value: `1.<scope>.<id>.<last>.<n>.<flags>.<end>.<order>`, numbers in base 36.

export const SECOND_PAGE = 1
export const INTERACTION = 2
export const CART = 4
export const PURCHASE = 8
export const ENGAGED = 16
export const CONFIRMED = 32

export type SessionRecord = {
  /** Number of dots of the cookie's domain, or `h`: tells a shadowed twin. Known once it has been read. */
  scope?: string
  /** `<start>-<13 random chars>`: sortable, carries its start. */
  id: string
  /** Last human activity, ms. */
  last: number
  /** Session number in this browser while the cookie lives. */
  n: number
  /** OR of the bits above. */
  flags: number
  /** '0', or when it was closed with the reason's letter in front: p purchase, m manual, l limit, t timeout. */
  end: string
  /** Hash of the last order id, or '0'. */
  order: string
}

export const base36 = (n: number): string => n.toString(36)
const parse36 = (text: string): number => parseInt(text, 36)

// Eight characters hold the years 1972 to 2059.
const ID = '[0-9a-z]{8}-[0-9a-z]{13}'
const FORM = RegExp(
  `^1\\.[h\\d]\\.${ID}\\.[0-9a-z]{8}\\.[0-9a-z]{1,6}\\.[0-9a-z]{1,2}\\.(0|[pmlt][0-9a-z]{8})\\.[0-9a-z]{1,7}$`,
)

export const isId = (text: string): boolean => RegExp(`^${ID}$`).test(text)

/** [] for anything that is not exactly ours: it is then treated as absent. */
export const parseRecord = (value: string): SessionRecord | [] => {
  if (!FORM.test(value)) return []
  const [, scope, id, last, n, flags, end, order] = value.split('.') as [
    string,
    string,
    string,
    string,
    string,
    string,
    string,
    string,
  ]
  return { scope, id, last: parse36(last), n: parse36(n), flags: parse36(flags), end, order }
}

export const formatRecord = ({ id, last, n, flags, end, order }: SessionRecord, scope: string): string =>
  ['1', scope, id, ...[last, n, flags].map(base36), end, order].join('.')

/** When the session of this id began, ms. */
export const startOf = (id: string): number => parse36(id)

/** When a closed session ended, ms. */
export const endOf = (end: string): number => parse36(end.slice(1))

/** As a site sees it; without a state it is over. */
export const viewOf = ({ id, n, last, end }: SessionRecord, state?: SessionInfo['state']): SessionInfo => ({
  id,
  number: n,
  start: startOf(id),
  lastActivity: last,
  state: state ?? (/^[0t]/.test(end) ? 'idle' : 'closed'),
})

/** 64 random bits and more, as 13 characters behind the start. */
export const createId = (start: number, bytes = randomBytes()): string =>
  `${base36(start)}-${Array.from(bytes, byte => base36(byte % 36)).join('')}`

/** 32-bit FNV-1a: enough to know the same order again without keeping its id. */
export const hash = (text: string): string => {
  let h = 0x811c9dc5
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  return base36(h >>> 0)
}
