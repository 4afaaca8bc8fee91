import type { ServerResponse } from 'node:http'
import type { LiveEvent } from './api.js'
import type { EventRow } from './store/store.js'
import { whatOf } from './what.js'

export interface Live {
  attach(response: ServerResponse, site: string | null): void
  publish(rows: EventRow[]): void
  listeners(): number
  close(): void
}

const MAX_LISTENERS = 100
/** A reader that does not keep up is let go; the page connects again by itself. */
const MAX_BACKLOG = 1024 * 1024
const HEARTBEAT = 15_000

/** Server-sent events: every committed event to whoever watches. */
export function createLive(): Live {
  const watching = new Map<ServerResponse, string | null>()
  // Proxies close what is silent; a comment line is not an event.
  const heartbeat = setInterval(() => {
    for (const response of watching.keys()) send(response, ': still here\n\n')
  }, HEARTBEAT)
  heartbeat.unref()

  function send(response: ServerResponse, text: string): void {
    if (response.writableLength > MAX_BACKLOG) response.destroy()
    else response.write(text)
  }

  return {
    attach(response, site) {
      if (watching.size >= MAX_LISTENERS) {
        response.writeHead(503, { 'Retry-After': '30' }).end()
        return
      }
      response.writeHead(200, {
        'Content-Type': 'text/event-stream; charset=utf-8',
        'Cache-Control': 'no-store',
        // nginx would hold events back to fill a buffer.
        'X-Accel-Buffering': 'no',
      })
      response.on('close', () => watching.delete(response))
      response.on('error', () => watching.delete(response))
      watching.set(response, site)
      send(response, 'retry: 2000\nevent: hello\ndata: {}\n\n')
    },
    publish(rows) {
      if (watching.size === 0) return
      for (const row of rows) {
        const text = `event: event\ndata: ${JSON.stringify(liveEvent(row))}\n\n`
        for (const [response, site] of watching) if (site === null || site === row.site) send(response, text)
      }
    },
    listeners: () => watching.size,
    close() {
      clearInterval(heartbeat)
      for (const response of watching.keys()) response.end()
      watching.clear()
    },
  }
}

const liveEvent = ({ site, session, doc, seq, corrected, name, path, props }: EventRow): LiveEvent => ({
  site,
  session,
  doc,
  seq,
  time: corrected,
  name,
  path,
  what: whatOf(name, JSON.parse(props)),
})
