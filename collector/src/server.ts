import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { sendError } from './answer.js'
import { hasCode } from './errors.js'

/** An HTTP server in which no request can take the process down, nor hold a connection for long. */
export function createHttp(
  handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
  onFailure: (error: unknown) => void,
): Server {
  const server = createServer(
    { maxHeaderSize: 16 * 1024, requestTimeout: 30_000, headersTimeout: 10_000 },
    (request, response) => {
      response.on('error', () => {})
      // While closing: a connection that is kept alive would keep us alive too.
      response.on('finish', () => server.listening || setImmediate(() => server.closeIdleConnections()))
      handle(request, response).catch(error => {
        onFailure(error)
        if (response.headersSent) response.destroy()
        else if (hasCode(error, 'E_DATA')) sendError(response, 503, 'the store is not available')
        else sendError(response, 500, 'the collector failed to answer; its log says why')
      })
    },
  )
  server.keepAliveTimeout = 65_000
  return server
}

/**
 * Connections that may wait until we look. Of Node's 511 the rest is told nothing and tries again ever later, up to a
 * minute, where a 503 would have been there at once. The system may allow fewer (net.core.somaxconn).
 * https://nodejs.org/docs/latest-v20.x/api/net.html#serverlistenoptions-callback
 */
const BACKLOG = 4096

export const listen = (server: Server, port: number, host: string): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ port, host, backlog: BACKLOG }, () => {
      server.off('error', reject)
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : port)
    })
  })

const LAST_CHANCE = 5_000

/** Takes nothing new, lets what is under way finish, and does not wait for ever. */
export const stopListening = (server: Server): Promise<void> =>
  new Promise(resolve => {
    server.close(() => resolve())
    server.closeIdleConnections()
    setTimeout(() => server.closeAllConnections(), LAST_CHANCE).unref()
  })
