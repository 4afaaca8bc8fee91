import { startFlow } from '@walkeros/collector'
import { sourceBrowser } from '@walkeros/web-source-browser'

let elb

export const start = async endpoint => {
  const api = {
    type: 'bench',
    config: {},
    push: event => navigator.sendBeacon(`${endpoint}/collect`, JSON.stringify(event)),
  }
  const flow = await startFlow({
    run: true,
    sources: { browser: { code: sourceBrowser, config: { settings: { pageview: true } } } },
    destinations: { api: { code: api } },
  })
  elb = flow.elb
}
// Its events are named "entity action".
export const track = (name, props) => elb(`bench ${name}`, props)
