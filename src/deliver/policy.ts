import { listen, type Stop } from '../browser/listen'
import { say } from '../say'

/** Calls back, and says so once, when the page's Content-Security-Policy forbids the endpoint: nothing will ever get through. */
export const watchPolicy = (endpoint: string, onForbidden: () => void): Stop => {
  const stop = listen<SecurityPolicyViolationEvent>(
    document,
    'securitypolicyviolation',
    ({ blockedURI, disposition, effectiveDirective }) => {
      // Engines tell the whole address, of which a policy sees no query, or the origin alone.
      const isOurs = [endpoint.split('?')[0], new URL(endpoint).origin].includes(blockedURI.split('?')[0])
      if (disposition === 'report' || effectiveDirective !== 'connect-src' || !isOurs) return
      stop()
      say('warn', 'CSP', `connect-src forbids ${endpoint}`)
      onForbidden()
    },
  )
  return stop
}
