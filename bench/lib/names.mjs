// What each peer calls an event, told from the objects in its requests.
const text = value => (typeof value === 'string' && value ? value : undefined)

const ofSnowplow = one => {
  if (!text(one.e) || !text(one.eid)) return undefined
  if (one.e !== 'ue') return one.e
  const packed = one.ue_pr ?? Buffer.from(one.ue_px ?? '', 'base64').toString()
  return /iglu:[^/]+\/([^/]+)\/jsonschema\/[^"]+","data":\{"schema":"iglu:[^/]+\/([^/]+)/.exec(packed)?.[2] ?? 'ue'
}

const ofSojourn = one => one.seq !== undefined && text(one.name)

const NAMES = {
  'sojourn-script': ofSojourn,
  'sojourn-esm': ofSojourn,
  posthog: one => one.properties && text(one.event),
  snowplow: ofSnowplow,
  amplitude: one => text(one.event_type),
  mixpanel: one => one.properties && text(one.event),
  segment: one => one.messageId && (text(one.event) ?? text(one.type)),
  rudderstack: one => one.messageId && (text(one.event) ?? text(one.type)),
  datadog: one =>
    one._dd && (one.type === 'action' ? `action ${one.action.target?.name ?? one.action.type}` : text(one.type)),
  faro: one => one.timestamp && !one.trace_id && (text(one.name) ?? (one.values && 'measurement')),
  appinsights: one =>
    one.baseData && (text(one.baseData.name) ? `${one.baseType} ${one.baseData.name}` : text(one.baseType)),
  countly: one => text(one.key) ?? (one.begin_session && 'begin_session') ?? (one.end_session && 'end_session'),
  openpanel: one => one.payload && (text(one.payload.name) ?? text(one.type)),
  plausible: one => text(one.n),
  walkeros: one => one.entity && one.action && text(one.name),
  'web-vitals': one => text(one.name),
}

/** `objects` of one request → the names of the events in it. */
export const namesOf = (peer, objects) =>
  [...objects].map(one => (NAMES[peer.id] ?? (() => undefined))(one)).filter(Boolean)
