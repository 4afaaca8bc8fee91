import { guard } from '../browser/listen'

const HOUR = 36e5

/** Hands a body to the browser, which sends it even if the page is gone. True says little: see docs/DELIVERY.md. */
export const sendBeacon = (url: string, body: string): boolean => guard(() => navigator.sendBeacon(url, body)) === true

/**
 * Status of the answer, 0 if none came, and Retry-After as ms (seconds or a date, at most an hour).
 * A string body is text/plain: no preflight. https://www.rfc-editor.org/rfc/rfc9110#field.retry-after
 * @param blind also take an answer that may not be read for one: a collector without CORS and without acks
 */
export const post = async (
  url: string,
  body: string,
  keepalive: boolean,
  blind: boolean,
): Promise<[status: number, wait: number]> => {
  const request = { method: 'POST', body, keepalive, credentials: 'include', cache: 'no-store' } as const
  try {
    const { status, headers } = await fetch(url, request)
    const after = headers.get('retry-after') ?? ''
    return [status, Math.min(Number(after) * 1000 || Date.parse(after) - Date.now() || 0, HOUR)]
  } catch {
    return [blind && (await fetch(url, { ...request, mode: 'no-cors' }).catch(() => null)) ? 200 : 0, 0]
  }
}
