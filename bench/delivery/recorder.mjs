// A collector that is not ours: it notes every request as it arrives, stores what it answers with 2xx, and misbehaves
// on demand. Shared by the fault bench and the comparison with other trackers.

/** A Sojourn batch as what the recorder needs to know of any body; null for a body that is none. */
export function readSojourn(body) {
  try {
    const batch = JSON.parse(body)
    const events = batch.events.map(event => ({ id: `${batch.doc} ${event.seq}`, name: event.name, event }))
    return { batch, events, k: batch.k, claims: batch.claims ?? [] }
  } catch {
    return null
  }
}

/**
 * @param read what a body says: `{ events: [{ id, name }], k?, claims? }`, or null if it is none of ours; its second
 * argument is the request, `{ method, url, raw }`, for those who compress or send by address
 *
 * A behaviour is what `answer()` takes, or returns for a request:
 * - `status` 204 · `delay` 0 ms before the answer · `headers` more of them, like Retry-After · `body` of the answer
 * - `drop` 'before' or 'after' storing: the connection ends without an answer
 * - `ack` true: Timing-Allow-Origin and Server-Timing, if the batch and its claims are held
 * - `cors` true: the concrete origin may read the answer
 */
export function createRecorder(read = readSojourn) {
  const requests = []
  /** id → the event as it was stored first. */
  const stored = new Map()
  /** Events that arrived once more when they had been stored. */
  const repeated = new Set()
  /** Same id, other bytes: an event that changed on its way. */
  const conflicts = []
  let behave = () => ({})

  const isHeld = ([doc, low, high]) => {
    for (let seq = low; seq <= high; seq++) if (!stored.has(`${doc} ${seq}`)) return false
    return true
  }
  const store = (events, request) => {
    for (const one of events) {
      const twin = stored.get(one.id)
      if (!twin) stored.set(one.id, { ...one, request })
      else if (JSON.stringify(twin.event) !== JSON.stringify(one.event)) conflicts.push([twin.event, one.event])
    }
  }
  const headersFor = (request, said, { ack = true, cors = true, headers = {} }) => {
    const origin = request.headers.origin
    const result = {}
    if (cors && origin) {
      result['access-control-allow-origin'] = origin
      result['access-control-allow-credentials'] = 'true'
      result['access-control-allow-headers'] = request.headers['access-control-request-headers'] ?? 'content-type'
      result['access-control-expose-headers'] = 'retry-after'
    }
    if (ack && request.isStored && said.k !== undefined && said.claims.every(isHeld)) {
      result['timing-allow-origin'] = origin ?? '*'
      result['server-timing'] = `ack;desc="${said.k}"`
    }
    return { ...result, ...headers }
  }
  const take = (asked, answer, raw) => {
    const { method, url, headers } = asked
    const body = raw.toString()
    const said = read(body, { method, url, raw })
    const request = { at: Date.now(), method, url, headers, body, raw, said, bytes: raw.length }
    requests.push(request)
    const how = behave(request) ?? {}
    const { status = 204, delay = 0, drop } = how
    request.status = drop ? 0 : status
    for (const { id } of said?.events ?? []) if (stored.has(id)) repeated.add(id)
    request.isStored = method !== 'OPTIONS' && status < 300 && said !== null && drop !== 'before'
    if (request.isStored) store(said.events, request)
    setTimeout(() => {
      if (drop) asked.socket.destroy()
      else answer.writeHead(method === 'OPTIONS' ? 204 : status, headersFor(request, said, how)).end(how.body)
    }, delay)
  }

  return {
    requests,
    stored,
    conflicts,
    /** For node:http: takes a request and answers it. */
    handle(asked, answer) {
      const parts = []
      asked.on('data', part => parts.push(part))
      asked.on('error', () => {})
      asked.on('end', () => take(asked, answer, Buffer.concat(parts)))
    },
    /** Answers from now on as `how` says; a function is asked for each request. */
    answer(how) {
      behave = typeof how === 'function' ? how : () => how
    },
    /** Events that were sent again after they had been stored: harmless, but needless. */
    repeats: () => repeated.size,
  }
}
