// ClickHouse's HTTP interface, as much of it as the collector uses, in front of chdb. Prints its port.
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Session } from 'chdb'

const folder = mkdtempSync(join(tmpdir(), 'sojourn-chdb-'))
const session = new Session(folder)

const server = createServer(async (request, response) => {
  const { searchParams } = new URL(request.url, 'http://chdb')
  const body = Buffer.concat(await request.toArray()).toString()
  const database = searchParams.get('database')
  try {
    // One statement at a time: USE holds for the one after it.
    if (database) session.query(`USE ${database}`)
    const text = session.query(`${searchParams.get('query') ?? ''}\n${body}`.trim() || 'SELECT 1', 'JSON')
    response.end(text)
  } catch (error) {
    const code = /Code: (\d+)/.exec(String(error))?.[1] ?? '0'
    response.writeHead(500, { 'X-ClickHouse-Exception-Code': code }).end(String(error))
  }
})
// A query stops everything here, the reading of requests too: one that lasts would look like a connection that lies idle.
server.keepAliveTimeout = 0
server.listen(0, '127.0.0.1', () => console.log(server.address().port))

process.on('SIGTERM', () => {
  rmSync(folder, { recursive: true, force: true })
  process.exit(0)
})
