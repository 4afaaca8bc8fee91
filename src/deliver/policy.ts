import { listen, type Stop } from '../browser/listen'
import { say } from '../options'

/** Calls back, and says so once, when the page's Content-Security-Policy forbids the endpoint: nothing will ever get through. */
export const watchPolicy = (endpoint: string, onForbidden: () => void): Stop => {
  const stop = listen<SecurityPolicyViolationEvent>(
    document,
    'securitypolicyviolation',
    ({ blockedURI, disposition }) => {
      if (disposition === 'report' || !blockedURI || !endpoint.startsWith(blockedURI)) return
      stop()
      say('warn', 'CSP', `connect-src forbids ${endpoint}`)
      onForbidden()
    },
  )
  return stop
}
