// The cookie's value: `1.<scope>.<id>.<last>.<n>.<flags>.<end>.<order>`, numbers in base 36.

export const SECOND_PAGE = 1
export const INTERACTION = 2
export const CART = 4
export const PURCHASE = 8
export const ENGAGED = 16
export const CONFIRMED = 32

export type SessionRecord = {
  /** Number of dots of the cookie's domain, or `h`: tells a shadowed twin. */
  scope: string
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

export const isId = (text: string): boolean => /^[0-9a-z]{8,9}-[0-9a-z]{13}$/.test(text)

const FORM =
  /^1\.(h|\d)\.([0-9a-z]{8,9}-[0-9a-z]{13})\.([0-9a-z]{8,9})\.([0-9a-z]{1,6})\.([0-9a-z]{1,2})\.(0|[pmlt][0-9a-z]{8,9})\.([0-9a-z]{1,7})$/

/** [] for anything that is not exactly ours: it is then treated as absent. */
export const parseRecord = (value: string): SessionRecord | [] => {
  const [, scope = '', id, last = '', n = '', flags = '', end = '', order = ''] = FORM.exec(value) ?? []
  return id ? { scope, id, last: parseInt(last, 36), n: parseInt(n, 36), flags: parseInt(flags, 36), end, order } : []
}

export const formatRecord = ({ scope, id, last, n, flags, end, order }: SessionRecord): string =>
  `1.${scope}.${id}.${base36(last)}.${base36(n)}.${base36(flags)}.${end}.${order}`

/** When the session of this id began, ms. */
export const startOf = (id: string): number => parseInt(id, 36)

/** When a closed session ended, ms. */
export const endOf = ({ end }: SessionRecord): number => parseInt(end.slice(1), 36)

/** 64 random bits and more, as 13 characters behind the start. */
export const createId = (start: number, bytes: Uint8Array): string =>
  `${base36(start)}-${Array.from(bytes, byte => base36(byte % 36)).join('')}`

/** 32-bit FNV-1a: enough to know the same order again without keeping its id. */
export const hash = (text: string): string => {
  let h = 0x811c9dc5
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  return base36(h >>> 0)
}
