import type { IncomingMessage } from 'node:http'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'

export const MAX_BODY = 64 * 1024

export type ReadBody =
  | { ok: true; text: string; bytes: number }
  | { ok: false; status: 400 | 413 | 415; reason: string }
  /** The sender is gone: nobody to answer. */
  | { ok: false; status: 0; reason: string }

const unzip = promisify(gunzip)
const TOO_LARGE = { ok: false, status: 413, reason: `the body is larger than ${MAX_BODY} bytes` } as const

/** Reads at most the limit, and unpacks at most the limit. */
export async function readBody(request: IncomingMessage): Promise<ReadBody> {
  const encoding = request.headers['content-encoding'] ?? 'identity'
  if (!/^(identity|gzip|x-gzip)$/i.test(encoding)) {
    return { ok: false, status: 415, reason: `content-encoding ${encoding}: only gzip is understood` }
  }
  if (Number(request.headers['content-length'] ?? 0) > MAX_BODY) return TOO_LARGE
  const body = await collect(request)
  if (!Buffer.isBuffer(body)) return body
  const raw = /gzip/i.test(encoding) ? await gunzipped(body) : body
  if (!Buffer.isBuffer(raw)) return raw
  try {
    return { ok: true, text: new TextDecoder('utf-8', { fatal: true }).decode(raw), bytes: raw.length }
  } catch {
    return { ok: false, status: 400, reason: 'the body is not UTF-8' }
  }
}

const collect = (request: IncomingMessage): Promise<Buffer | Extract<ReadBody, { ok: false }>> =>
  new Promise(resolve => {
    const parts: Buffer[] = []
    let size = 0
    request.on('data', (part: Buffer) => {
      size += part.length
      if (size <= MAX_BODY) parts.push(part)
      else {
        // Not one byte more is read; the answer closes the connection.
        request.pause()
        resolve(TOO_LARGE)
      }
    })
    request.on('end', () => resolve(Buffer.concat(parts)))
    request.on('error', () => resolve({ ok: false, status: 0, reason: 'aborted' }))
    request.on('close', () => resolve({ ok: false, status: 0, reason: 'aborted' }))
  })

async function gunzipped(body: Buffer): Promise<Buffer | Extract<ReadBody, { ok: false }>> {
  try {
    return await unzip(body, { maxOutputLength: MAX_BODY })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') return TOO_LARGE
    return { ok: false, status: 400, reason: 'the body is not gzip' }
  }
}
