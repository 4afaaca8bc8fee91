import { RudderAnalytics } from '@rudderstack/analytics-js/bundled'

const analytics = new RudderAnalytics()
const source = { id: 'bench', name: 'bench', writeKey: 'bench', enabled: true, destinations: [], config: {} }

export const start = endpoint => {
  analytics.load('bench-write-key-of-27-chars', endpoint, {
    getSourceConfig: () => ({ source }),
    useBeacon: true,
    loadIntegration: false,
    autoTrack: { enabled: true, pageLifecycle: { enabled: true } },
  })
  analytics.page()
}
export const track = (name, props) => analytics.track(name, props)
