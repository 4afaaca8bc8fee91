import { listen, type Stop } from '../browser/listen'
import { say } from '../say'

/** Calls back, and says so once, when the page's Content-Security-Policy forbids the endpoint: nothing will ever get through. */
export const watchPolicy = (endpoint: string, onForbidden: () => void): Stop => {
  const stop = listen<SecurityPolicyViolationEvent>(
    document,
    'securitypolicyviolation',
    ({ blockedURI, disposition, effectiveDirective }) => {
      // Engines tell the origin alone, or the whole address with our `?b=`.
      const isOurs = blockedURI.startsWith(endpoint) || endpoint.startsWith(blockedURI)
      if (disposition === 'report' || effectiveDirective !== 'connect-src' || !isOurs) return
      stop()
      say('warn', 'CSP', `connect-src forbids ${endpoint}`)
      onForbidden()
    },
  )
  return stop
}
