import { datadogRum } from '@datadog/browser-rum-slim'

export const start = endpoint =>
  datadogRum.init({
    applicationId: 'bench',
    clientToken: 'bench',
    proxy: `${endpoint}/rum`,
    sessionSampleRate: 100,
    telemetrySampleRate: 0,
    trackUserInteractions: true,
    trackResources: false,
    trackLongTasks: false,
  })
export const track = (name, props) => datadogRum.addAction(name, props)
