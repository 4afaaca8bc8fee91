import { guard } from '../browser/listen'

// What must never leave the browser, whatever an option says. docs/PRIVACY.md lists it.

/** E-mails, JWTs, and long runs of letters and digits mixed: ids, tokens, keys. */
const isSecret = (word: string): boolean =>
  /[@\uff20]|%(25)*40|^eyJ/.test(word) || (/[\w.+/=~-]{24}/.test(word) && /\d/.test(word) && /[a-z]/i.test(word))

/** Whether it holds so many characters that may be digits: knowing those of all scripts is slow to begin with. */
const mayHold = (count: number, text: string): boolean => text.replace(/[^\d\xa0-\uffff]/g, '').length >= count

/** E-mails, numbers of six digits and more however they are spaced, and tokens become ***. Scrub first, then truncate. */
export const scrub = (text: string): string => {
  const said = text.replace(/\S+/g, word => (isSecret(word) ? '***' : word))
  return mayHold(6, said) ? said.replace(/\p{N}([^\p{L}\p{N}]{0,3}\p{N}){5,}/gu, '***') : said
}

export const tidy = (text: string, length = 80): string => {
  const said = text.replace(/\s+/g, ' ').trim()
  // Long text is cut before it is read, which may leave half a secret: what is near the cut goes, too.
  return scrub(said.slice(0, 4000))
    .slice(0, said[4000] ? -100 : length)
    .slice(0, length)
}

/** An advertiser's id of a click is a token, and of use only whole: a site that keeps its key has asked for it. */
const isClick = (key: string, value: string): boolean =>
  /^(\w*cl|msclk)id$|braid$/.test(key) && /^[\w.-]{1,200}$/.test(value)

/** Secrets and numbers of nine digits become *. */
const segment = (part: string): string =>
  guard(() => {
    const text = decodeURIComponent(part)
    return isSecret(text) || (mayHold(9, text) && /(\p{N}[^\p{L}\p{N}]?){9}/u.test(text)) ? '*' : part
  }) ?? '*'

export const redactPath = (path: string): string => path.split('/').map(segment).join('/')

/**
 * An address as it may leave; '' if nothing of it may.
 * @param base what it is relative to: who asks later may be on another page by then
 */
export type Redact = (href: string, base?: string) => string

/**
 * Every address that is told goes through this one: rewritten by the site first, then without user, hash and query, but
 * for the query keys that the site keeps; token-like path segments become *. Where the site's own rewriting throws or
 * answers nothing, nothing leaves: it is there to hide what we cannot know.
 */
export const createRedact =
  (rewrite: (href: string) => string, keep: string[]): Redact =>
  (href, base = location.href) =>
    guard(() => {
      const said = rewrite(new URL(href, base).href)
      if (!said) return ''
      const { protocol, host, pathname, searchParams } = new URL(said, base)
      if (!/^(http|file)/.test(protocol)) return protocol
      const kept = keep.flatMap(key =>
        searchParams.getAll(key).map(value => [key, isClick(key, value) ? value : tidy(value)]),
      )
      return `${protocol}//${host}${redactPath(pathname)}${kept[0] ? `?${new URLSearchParams(kept)}` : ''}`
    }) ?? ''
