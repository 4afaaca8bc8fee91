import { guard } from '../browser/listen'

/** Hands a body to the browser, which sends it even if the page is gone. True says little: see docs/DELIVERY.md. */
export const sendBeacon = (url: string, body: string): boolean => guard(() => navigator.sendBeacon(url, body)) === true

/** Status of the answer, 0 if none came. A string body is text/plain: no preflight. */
export const post = async (
  url: string,
  body: string,
  keepalive: boolean,
): Promise<{ status: number; wait: number }> => {
  try {
    const { status, headers } = await fetch(url, {
      method: 'POST',
      body,
      keepalive,
      credentials: 'include',
      cache: 'no-store',
    })
    return { status, wait: retryAfter(headers.get('retry-after')) }
  } catch {
    return { status: 0, wait: 0 }
  }
}

const HOUR = 36e5

/** Retry-After as ms: seconds or a date, at most an hour. https://www.rfc-editor.org/rfc/rfc9110#field.retry-after */
const retryAfter = (value: string | null): number => {
  const ms = Number(value) * 1000 || Date.parse(value ?? '') - Date.now() || 0
  return Math.min(Math.max(ms, 0), HOUR)
}
