import { init, track as send } from '@amplitude/analytics-browser'

export const start = endpoint =>
  init('bench', {
    serverUrl: `${endpoint}/2/httpapi`,
    remoteConfig: { fetchRemoteConfig: false },
    autocapture: { sessions: true, pageViews: true, formInteractions: true, elementInteractions: true },
  })
export const track = (name, props) => send(name, props)
