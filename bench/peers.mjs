// Who is compared. Each has an adapter of a few lines in peers/<id>.js; here stands what the tables must know of it.
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)

/**
 * - `packages`: what is installed for it; the first one's version is shown
 * - `script`: the ready-made script that its vendor ships, in that package
 * - `has`: what it does by itself: sessions (in the browser, with an id of its own), pages, clicks, forms
 * - `lacks`: why it may be smaller or cheaper than something that does all four
 * - `answer`: what its server would say
 */
export const PEERS = [
  {
    id: 'sojourn-script',
    title: 'Sojourn, script',
    ours: true,
    has: ['sessions', 'pages', 'clicks', 'forms'],
    script: '../dist/sojourn.js',
    tag: true,
    answer: { status: 204, body: undefined },
  },
  {
    id: 'sojourn-esm',
    title: 'Sojourn, ESM',
    ours: true,
    has: ['sessions', 'pages', 'clicks', 'forms'],
    answer: { status: 204, body: undefined },
  },
  {
    id: 'posthog',
    title: 'posthog-js',
    packages: ['posthog-js'],
    script: 'posthog-js/dist/array.js',
    has: ['sessions', 'pages', 'clicks', 'forms'],
    answer: { body: '{"status":1}' },
  },
  {
    id: 'snowplow',
    title: 'Snowplow',
    packages: [
      '@snowplow/browser-tracker',
      '@snowplow/browser-plugin-link-click-tracking',
      '@snowplow/browser-plugin-button-click-tracking',
      '@snowplow/browser-plugin-form-tracking',
      '@snowplow/browser-plugin-snowplow-ecommerce',
    ],
    has: ['sessions', 'pages', 'clicks', 'forms'],
    answer: { body: 'ok' },
  },
  {
    id: 'amplitude',
    title: 'Amplitude',
    packages: ['@amplitude/analytics-browser'],
    script: '@amplitude/analytics-browser/lib/scripts/amplitude-min.js',
    has: ['sessions', 'pages', 'clicks', 'forms'],
    answer: { body: '{"code":200}' },
  },
  {
    id: 'mixpanel',
    title: 'Mixpanel',
    packages: ['mixpanel-browser'],
    script: 'mixpanel-browser/dist/mixpanel.min.js',
    has: ['pages', 'clicks', 'forms'],
    lacks: 'no sessions in the browser',
    answer: { body: '{"status":1,"code":200}' },
  },
  {
    id: 'segment',
    title: 'Segment',
    packages: ['@segment/analytics-next'],
    has: [],
    lacks: 'no sessions, and captures nothing by itself: page views are called by hand',
    answer: { body: '{"success":true}' },
  },
  {
    id: 'rudderstack',
    title: 'RudderStack',
    packages: ['@rudderstack/analytics-js'],
    has: ['sessions', 'pages'],
    lacks: 'captures no clicks and no forms',
    answer: { body: 'OK' },
  },
  {
    id: 'datadog',
    title: 'Datadog RUM slim',
    packages: ['@datadog/browser-rum-slim'],
    script: '@datadog/browser-rum-slim/bundle/datadog-rum-slim.js',
    has: ['sessions', 'pages', 'clicks'],
    lacks: 'captures no forms',
    answer: { status: 202, body: '{}' },
  },
  {
    id: 'faro',
    title: 'Grafana Faro',
    packages: ['@grafana/faro-web-sdk'],
    script: '@grafana/faro-web-sdk/dist/bundle/faro-web-sdk.iife.js',
    has: ['sessions', 'pages'],
    lacks: 'captures no forms, and only clicks that the page names one by one and that something follows',
    answer: { status: 202, body: '' },
  },
  {
    id: 'appinsights',
    title: 'Application Insights',
    packages: ['@microsoft/applicationinsights-web', '@microsoft/applicationinsights-clickanalytics-js'],
    script: '@microsoft/applicationinsights-web/browser/es5/ai.3.min.js',
    has: ['sessions', 'pages', 'clicks'],
    lacks: 'captures no forms',
    answer: { body: '{"itemsReceived":1,"itemsAccepted":1,"errors":[]}' },
  },
  {
    id: 'countly',
    title: 'Countly',
    packages: ['countly-sdk-web'],
    script: 'countly-sdk-web/lib/countly.min.js',
    has: ['sessions', 'pages', 'clicks', 'forms'],
    answer: { body: '{"result":"Success"}' },
  },
  {
    id: 'openpanel',
    title: 'OpenPanel',
    packages: ['@openpanel/web'],
    has: ['pages'],
    lacks: 'no sessions in the browser, and only clicks that the page names one by one or that lead away',
    answer: { status: 202, body: '{}' },
  },
  {
    id: 'plausible',
    title: 'Plausible',
    packages: ['@plausible-analytics/tracker'],
    script: '@plausible-analytics/tracker/plausible.js',
    has: ['pages', 'forms'],
    lacks: 'no sessions in the browser, and of clicks only those that lead away',
    answer: { status: 202, body: 'ok' },
  },
  {
    id: 'walkeros',
    title: 'walkerOS',
    packages: ['@walkeros/collector', '@walkeros/web-source-browser'],
    has: ['pages'],
    lacks: 'no sessions as configured, and only what the page names one by one',
  },
  {
    id: 'web-vitals',
    title: 'web-vitals',
    packages: ['web-vitals'],
    script: 'web-vitals/dist/web-vitals.iife.js',
    has: [],
    lacks: 'no tracker: a reference for size',
    isNoTracker: true,
  },
  { id: 'empty', title: '(empty)', has: [], lacks: 'nothing is loaded: what the page itself costs', isNoTracker: true },
]

/** The version of the first package; undefined if it is not installed. */
export function versionOf(peer) {
  if (!peer.packages) return undefined
  try {
    return require(`./node_modules/${peer.packages[0]}/package.json`).version
  } catch {
    return undefined
  }
}

export const isComplete = peer => ['sessions', 'clicks', 'forms'].every(part => peer.has.includes(part))
