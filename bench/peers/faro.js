import { faro, getWebInstrumentations, initializeFaro } from '@grafana/faro-web-sdk'

export const start = endpoint =>
  initializeFaro({
    url: `${endpoint}/collect`,
    app: { name: 'bench', version: '1.0.0' },
    instrumentations: getWebInstrumentations({ captureConsole: false, enablePerformanceInstrumentation: false }),
    sessionTracking: { enabled: true, persistent: true },
  })
export const track = (name, props) => faro.api.pushEvent(name, props)
