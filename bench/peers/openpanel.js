import { OpenPanel } from '@openpanel/web'

let panel

export const start = endpoint => {
  panel = new OpenPanel({
    apiUrl: endpoint,
    clientId: 'bench',
    trackScreenViews: true,
    trackOutgoingLinks: true,
    trackAttributes: true,
  })
}
export const track = (name, props) => panel.track(name, props)
