import { AnalyticsBrowser } from '@segment/analytics-next'

const analytics = new AnalyticsBrowser()

export const start = endpoint => {
  const to = { apiHost: `${endpoint.replace('http://', '')}/v1`, protocol: 'http' }
  const settings = { ...to, apiKey: 'bench', deliveryStrategy: { strategy: 'batching' } }
  // Settings given here are not asked for at its CDN.
  analytics.load(
    { writeKey: 'bench', cdnSettings: { integrations: { 'Segment.io': settings } } },
    { integrations: { 'Segment.io': settings } },
  )
  analytics.page()
}
export const track = (name, props) => analytics.track(name, props)
