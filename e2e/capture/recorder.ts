import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { createStatic, shopFolders } from '../../scripts/static.mjs'
import type { Batch, WireEvent } from '../../src/events'
import { until } from '../support/until'

export type Told = WireEvent & { doc: string }

const root = (name: string) => fileURLToPath(new URL(`../../${name}`, import.meta.url))

export interface Fixture {
  body: string
  /** What includes the SDK. Default the script tag. */
  tag?: string
  headers?: Record<string, string>
}

export const TAG = '<script src="/sojourn.js" data-endpoint="/collect"></script>'

const page = ({
  body,
  tag = TAG,
}: Fixture) => `<!doctype html><html lang="en"><meta charset="utf-8"><title>Fixture</title>
<link rel="icon" href="data:,">${tag}<body>${body}</body></html>`

const read = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}

/** A server that keeps every byte it was sent, and that knows nothing of the SDK but the wire contract. */
export async function startRecorder() {
  const pages = new Map<string, string | Fixture>()
  const bodies: string[] = []
  /** What was posted elsewhere: reports of a policy, and what a page of a test has to say. */
  const posts: { path: string; body: string }[] = []
  const serveShop = createStatic(shopFolders(root('demo'), process.env.SOJOURN_DIST ?? root('dist')))

  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const { pathname, search, searchParams } = new URL(request.url ?? '/', 'http://localhost')
    if (pathname === '/collect') {
      // Whatever reached the server counts, the address too.
      bodies.push(await read(request))
      response.writeHead(204, { 'Server-Timing': `ack;desc="${searchParams.get('b')}"` })
      response.end()
      return
    }
    const fixture = pages.get(pathname)
    if (request.method === 'POST') posts.push({ path: pathname, body: await read(request) })
    if (fixture !== undefined) {
      const shown = typeof fixture === 'string' ? { body: fixture } : fixture
      response.writeHead(200, { 'Content-Type': 'text/html', ...shown.headers }).end(page(shown))
    } else if (request.method === 'POST') response.writeHead(303, { Location: pathname + search }).end()
    else if (!serveShop(request, response)) response.writeHead(404).end()
  }
  const server = createServer((request, response) => void answer(request, response))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))

  /** Each event once, in the order of its document. */
  const events = (): Told[] => {
    const unique = new Map<string, Told>()
    for (const body of bodies) {
      const { doc, events } = JSON.parse(body) as Batch
      for (const event of events) unique.set(`${doc} ${event.seq}`, { ...event, doc })
    }
    return [...unique.values()].sort((a, b) => (a.doc === b.doc ? a.seq - b.seq : a.time - b.time))
  }
  /** How many this document says it has dropped on purpose. */
  const droppedBy = (doc: string) =>
    bodies.reduce((most, body) => {
      const batch = JSON.parse(body) as Batch
      return batch.doc === doc ? Math.max(most, batch.dropped) : most
    }, 0)
  /** Resolves when this event is here, and everything that its document told before it. */
  const untilTold = (name: string): Promise<Told> =>
    until(async () => {
      const all = events()
      const last = all.find(event => event.name === name)
      if (!last) return undefined
      const here = all.filter(({ doc, seq }) => doc === last.doc && seq <= last.seq).length
      return here + droppedBy(last.doc) === last.seq ? last : undefined
    }, name)
  let asked = 0
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    pages,
    bodies,
    posts,
    events,
    /** Everything that a page has told so far, and nothing is on its way. `run` runs a script in it. */
    toldBy: async (run: (script: string) => Promise<unknown>): Promise<Told[]> => {
      const last = `all_told_${++asked}`
      await run(`sojourn.track('${last}'); sojourn.flush()`)
      await untilTold(last)
      return events().filter(event => !event.name.startsWith('all_told'))
    },
    forget: () => {
      bodies.length = posts.length = 0
    },
    close: () =>
      new Promise<void>(resolve => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

export type Recorder = Awaited<ReturnType<typeof startRecorder>>
