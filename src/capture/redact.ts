// What must never leave the browser, whatever an option says. docs/PRIVACY.md lists it.

/** Long runs of letters and digits mixed: ids, tokens, keys. */
const isToken = (text: string): boolean => text.length >= 24 && /\d/.test(text) && /[a-z]/i.test(text)

/** E-mails, numbers of six digits and more however they are spaced, and tokens become ***. Scrub first, then truncate. */
export const scrub = (text: string): string =>
  text
    .replace(/[^\s@<>"'(),;:]+@[^\s@<>"'(),;:]+/g, '***')
    .replace(/\p{Nd}(?:[\s()./_-]{0,3}\p{Nd}){5,}/gu, '***')
    .replace(/[\w.+/=~-]{24,}/g, found => (isToken(found) ? '***' : found))

export const tidy = (text: string | null | undefined, length = 80): string =>
  scrub((text ?? '').slice(0, 4000).replace(/\s+/g, ' ').trim()).slice(0, length)

const segment = (part: string): string => {
  try {
    const text = decodeURIComponent(part)
    return isToken(text) || /@|\d{9}|^eyJ/.test(text.replace(/[-_.]/g, '')) ? '*' : part
  } catch {
    return '*'
  }
}

export const redactPath = (path: string): string => path.split('/').map(segment).join('/')

/** Without user, hash and query, but for the query keys that the site keeps; token-like path segments become *. */
export const redactUrl = (href: string, keep: string[]): string => {
  try {
    const { protocol, origin, pathname, searchParams } = new URL(href, location.href)
    if (!/^(https?|file):$/.test(protocol)) return protocol
    const kept = keep.flatMap(key => searchParams.getAll(key).map(value => `${key}=${encodeURIComponent(tidy(value))}`))
    return (origin === 'null' ? 'file://' : origin) + redactPath(pathname) + (kept.length ? `?${kept.join('&')}` : '')
  } catch {
    return ''
  }
}
