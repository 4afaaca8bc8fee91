import { createReadStream } from 'node:fs'
import { rm, stat } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { sendError } from '../answer.js'
import type { Scope } from '../reports/scope.js'
import { type FileFormat, RAW } from '../store/raw.js'
import type { Store } from '../store/store.js'

const TYPES: Record<FileFormat, string> = {
  csv: 'text/csv; charset=utf-8',
  parquet: 'application/vnd.apache.parquet',
}

/** GET /api/export/events and the other raw tables. */
export async function sendRaw(
  response: ServerResponse,
  store: Store,
  { name, format, scope }: { name: string; format: string | null; scope: Scope },
): Promise<void> {
  const raw = RAW.find(one => one === name)
  if (!raw) return sendError(response, 404, `no such export; there are ${RAW.join(', ')}`)
  if (format !== 'csv' && format !== 'parquet') return sendError(response, 400, 'format: expected csv or parquet')
  const file = await store.copy(raw, scope, format)
  await sendOnce(response, file, file, `sojourn-${name}.${format}`, format)
}

/** The rows of a report as Parquet. */
export async function sendParquet(
  response: ServerResponse,
  { rows, known, name }: { rows: readonly object[]; known: readonly string[]; name: string },
): Promise<void> {
  // With ClickHouse the embedded database is needed for nothing else.
  const { rowsToParquet } = await import('./rowsToParquet.js')
  const { file, folder } = await rowsToParquet(rows, known)
  await sendOnce(response, file, folder, `sojourn-${name}.parquet`, 'parquet')
}

/** Streams a file that was made for this answer, and deletes it whatever happens. */
async function sendOnce(
  response: ServerResponse,
  file: string,
  made: string,
  name: string,
  format: FileFormat,
): Promise<void> {
  try {
    response.writeHead(200, {
      'Content-Type': TYPES[format],
      'Content-Length': (await stat(file)).size,
      'Content-Disposition': `attachment; filename="${name}"`,
      'Cache-Control': 'no-store',
    })
    // Who asked may go away in the middle: then there is nobody to tell.
    await pipeline(createReadStream(file), response).catch(() => response.destroy())
  } finally {
    await rm(made, { recursive: true, force: true })
  }
}
