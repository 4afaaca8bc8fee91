import { guard } from '../browser/listen'

type FetchLater = (url: string, init: RequestInit) => void

/**
 * A request that the browser sends only if this page dies without having said goodbye: a crash, a hang, a discard.
 * Chromium alone has it, in secure contexts; quota and policy may forbid it: then nothing is held, silently.
 * https://developer.mozilla.org/docs/Web/API/fetchLater_API
 */
export const createLater = () => {
  let armed: AbortController | undefined
  return (url: string, body: string | undefined) => {
    armed?.abort()
    armed = undefined
    const { fetchLater } = window as { fetchLater?: FetchLater }
    if (!body || !fetchLater) return
    guard(() => {
      const controller = new AbortController()
      fetchLater(url, { method: 'POST', body, credentials: 'include', signal: controller.signal })
      armed = controller
    })
  }
}
