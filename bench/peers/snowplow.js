import { ButtonClickTrackingPlugin, enableButtonClickTracking } from '@snowplow/browser-plugin-button-click-tracking'
import { enableFormTracking, FormTrackingPlugin } from '@snowplow/browser-plugin-form-tracking'
import { enableLinkClickTracking, LinkClickTrackingPlugin } from '@snowplow/browser-plugin-link-click-tracking'
import { SnowplowEcommercePlugin, trackAddToCart } from '@snowplow/browser-plugin-snowplow-ecommerce'
import { enableActivityTracking, newTracker, trackPageView, trackSelfDescribingEvent } from '@snowplow/browser-tracker'

export const start = endpoint => {
  newTracker('sp', endpoint, {
    appId: 'bench',
    eventMethod: 'post',
    contexts: { session: true },
    plugins: [LinkClickTrackingPlugin(), ButtonClickTrackingPlugin(), FormTrackingPlugin(), SnowplowEcommercePlugin()],
  })
  enableActivityTracking({ minimumVisitLength: 30, heartbeatDelay: 10 })
  enableLinkClickTracking()
  enableButtonClickTracking()
  enableFormTracking()
  trackPageView()
}
export const track = (name, props) =>
  trackSelfDescribingEvent({ event: { schema: `iglu:com.bench/${name}/jsonschema/1-0-0`, data: props ?? {} } })
// What a shop would call: it keeps the plugin in the bundle.
export const addToCart = trackAddToCart
