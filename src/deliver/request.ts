import { after } from '../browser/clock'
import { guard } from '../browser/listen'

const HOUR = 36e5
/** A request that hangs is given up, ms: it would be lost with its page. */
const HUNG = 30_000
/** Status of an answer that may not be read. */
export const UNREAD = 2

/**
 * A string body is text/plain: no preflight, so it survives the end of the page. No prototype, since a polluted one could
 * hold a `signal` that ends us, or a `mode`.
 */
const init = (body: string, more?: RequestInit) =>
  ({ __proto__: null, method: 'POST', credentials: 'include', body, ...more }) as RequestInit

/** Hands a body to the browser, which sends it even if the page is gone. True says little: see docs/DELIVERY.md. */
export const sendBeacon = (url: string, body: string): boolean =>
  !!guard(() =>
    navigator.sendBeacon
      ? navigator.sendBeacon(url, body)
      : fetch(url, init(body, { keepalive: true })).catch(() => {}),
  )

/**
 * Status of the answer, 0 if none came, and Retry-After as ms (seconds or a date, at most an hour).
 * https://www.rfc-editor.org/rfc/rfc9110#field.retry-after
 * @param blind also take an answer that may not be read for one: a collector without CORS and without acks
 */
export const post = async (url: string, body: string, blind: boolean): Promise<[status: number, wait: number]> => {
  const hung = new AbortController()
  const { signal } = hung
  const stop = after(HUNG, () => hung.abort())
  try {
    const { status, headers } = await fetch(url, init(body, { signal }))
    const later = headers.get('retry-after') ?? ''
    return [status, Math.min(+later * 1000 || Date.parse(later) - Date.now() || 0, HOUR)]
  } catch {
    const unread = blind && (await fetch(url, init(body, { signal, mode: 'no-cors' })).catch(() => null))
    return [unread ? unread.status || UNREAD : 0, 0]
  } finally {
    stop()
  }
}

/**
 * Arms a request that the browser sends only if this page dies without having said goodbye: a crash, a hang, a discard.
 * Chromium alone has it, in secure contexts; quota and policy may forbid it: then nothing is held, silently. The one that
 * was armed before is disarmed.
 * https://developer.mozilla.org/docs/Web/API/fetchLater_API
 */
export const createLater = () => {
  let armed: AbortController | undefined
  return (url: string, body: string | undefined): void => {
    armed?.abort()
    armed = new AbortController()
    const { signal } = armed
    const { fetchLater } = window as { fetchLater?: (url: string, init: RequestInit) => void }
    if (body) guard(() => fetchLater?.(url, init(body, { signal })))
  }
}
