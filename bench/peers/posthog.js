import posthog from 'posthog-js'

export const start = endpoint =>
  posthog.init('phc_bench', {
    api_host: endpoint,
    defaults: '2025-05-24',
    autocapture: true,
    advanced_disable_flags: true,
    disable_external_dependency_loading: true,
    disable_session_recording: true,
    disable_surveys: true,
  })
export const track = (name, props) => posthog.capture(name, props)
