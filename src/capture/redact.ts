import { guard } from '../browser/listen'

// What must never leave the browser, whatever an option says. docs/PRIVACY.md lists it.

/** E-mails, JWTs, and long runs of letters and digits mixed: ids, tokens, keys. */
const isSecret = (word: string): boolean =>
  /@|%(25)*40|^eyJ/.test(word) || (/[\w.+/=~-]{24}/.test(word) && /\d/.test(word) && /[a-z]/i.test(word))

/** E-mails, numbers of six digits and more however they are spaced, and tokens become ***. Scrub first, then truncate. */
export const scrub = (text: string): string =>
  text.replace(/\S+/g, word => (isSecret(word) ? '***' : word)).replace(/\p{N}([^\p{L}\p{N}]{0,3}\p{N}){5,}/gu, '***')

export const tidy = (text: string, length = 80): string =>
  scrub(text.slice(0, 4000).replace(/\s+/g, ' ').trim()).slice(0, length)

/** Secrets and numbers of nine digits become *. */
const segment = (part: string): string =>
  guard(() => {
    const text = decodeURIComponent(part)
    return isSecret(text) || /(\p{N}[^\p{L}\p{N}]?){9}/u.test(text) ? '*' : part
  }) ?? '*'

export const redactPath = (path: string): string => path.split('/').map(segment).join('/')

/** The query keys that the site keeps, in its order, tidied. */
export const keptQuery = ({ searchParams }: URL, keep: string[]): [key: string, value: string][] =>
  keep.flatMap(key => searchParams.getAll(key).map((value): [string, string] => [key, tidy(value)]))

/** Without user, hash and query, but for the query keys that the site keeps; token-like path segments become *. */
export const redactUrl = (href: string, keep: string[]): string =>
  guard(() => {
    const url = new URL(href, document.baseURI)
    const { protocol, host, pathname } = url
    if (!/^(http|file)/.test(protocol)) return protocol
    url.search = `${new URLSearchParams(keptQuery(url, keep))}`
    return `${protocol}//${host}${redactPath(pathname)}${url.search}`
  }) ?? ''
