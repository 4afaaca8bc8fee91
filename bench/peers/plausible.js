import { init, track as send } from '@plausible-analytics/tracker'

export const start = endpoint =>
  init({
    domain: 'shop.example',
    endpoint: `${endpoint}/api/event`,
    captureOnLocalhost: true,
    outboundLinks: true,
    fileDownloads: true,
    formSubmissions: true,
  })
export const track = (name, props) => send(name, { props })
