import countly from 'countly-sdk-web'

const Countly = countly.default

export const start = endpoint => {
  Countly.init({ app_key: 'bench', url: endpoint, force_post: true, disable_sdk_behavior_settings_updates: true })
  Countly.track_sessions()
  Countly.track_pageview()
  Countly.track_clicks()
  Countly.track_links()
  Countly.track_forms()
}
export const track = (name, props) => Countly.add_event({ key: name, count: 1, segmentation: props })
