// The entry without session recording.
import mixpanel from 'mixpanel-browser/src/loaders/loader-module-core'

export const start = endpoint =>
  mixpanel.init('bench', {
    api_host: endpoint,
    autocapture: true,
    persistence: 'localStorage',
    record_sessions_percent: 0,
  })
export const track = (name, props) => mixpanel.track(name, props)
