import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { createRequire } from 'node:module'
import { dirname, extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { sendError } from './answer.js'

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
}

const here = dirname(fileURLToPath(import.meta.url))
/** Beside the compiled files; the second is for tests, which run the sources. */
const PAGE = [join(here, 'page'), join(here, '..', 'dist', 'page')].find(existsSync) ?? join(here, 'page')

/** The report page. It holds no data, so it needs no token: it asks for one. */
export async function sendPage(response: ServerResponse, path: string): Promise<void> {
  const name = path.replace(/^\/report\/?/, '') || 'index.html'
  // One flat folder: a name with a slash or a leading dot is nobody's.
  if (!/^[\w][\w.-]*$/.test(name)) return sendError(response, 404, 'no such file')
  await sendFile(response, join(PAGE, name), 'no-cache')
}

/** The built script of the SDK: that of the package `sojourn`, where it is installed, or the one we came with. */
export async function sendScript(response: ServerResponse, versioned: boolean): Promise<void> {
  const file = scriptFile()
  if (file === null) return sendError(response, 404, 'the script is not built: npm run build')
  response.setHeader('Access-Control-Allow-Origin', '*')
  // With a version in the address it never changes; without one, an update must arrive within the hour.
  await sendFile(response, file, versioned ? 'public, max-age=31536000, immutable' : 'public, max-age=3600')
}

function scriptFile(): string | null {
  const beside = join(here, '..', '..', 'dist', 'sojourn.js')
  if (existsSync(beside)) return beside
  try {
    return createRequire(import.meta.url).resolve('sojourn/sojourn.js')
  } catch {
    return [join(here, 'sojourn.js')].find(existsSync) ?? null
  }
}

async function sendFile(response: ServerResponse, file: string, cache: string): Promise<void> {
  const content = await readFile(file).catch(() => null)
  if (content === null) return sendError(response, 404, 'no such file')
  response.writeHead(200, {
    'Content-Type': TYPES[extname(file)] ?? 'application/octet-stream',
    'Content-Length': content.length,
    'Cache-Control': cache,
  })
  response.end(content)
}
