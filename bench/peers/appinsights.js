import { ClickAnalyticsPlugin } from '@microsoft/applicationinsights-clickanalytics-js'
import { ApplicationInsights } from '@microsoft/applicationinsights-web'

let insights

export const start = endpoint => {
  const clicks = new ClickAnalyticsPlugin()
  insights = new ApplicationInsights({
    config: {
      connectionString: `InstrumentationKey=00000000-0000-0000-0000-000000000000;IngestionEndpoint=${endpoint}/`,
      extensions: [clicks],
      extensionConfig: {
        [clicks.identifier]: { autoCapture: true },
        AppInsightsCfgSyncPlugin: { cfgUrl: '' },
      },
      disableAjaxTracking: true,
      disableFetchTracking: true,
      enableAutoRouteTracking: true,
    },
  })
  insights.loadAppInsights()
  insights.trackPageView()
}
export const track = (name, props) => insights.trackEvent({ name }, props)
