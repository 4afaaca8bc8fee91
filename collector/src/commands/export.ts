import { existsSync } from 'node:fs'
import { copyFile, rename, rm, writeFile } from 'node:fs/promises'
import { extname, join, resolve } from 'node:path'
import { toCsv } from '../csv.js'
import { collectorError } from '../errors.js'
import { rowsToParquet } from '../export/rowsToParquet.js'
import { columnsOf, REPORTS, rowsOf } from '../reports/named.js'
import { readScope } from '../reports/scope.js'
import { openStore, type Place } from '../store/open.js'
import { DATABASE, type FileFormat, RAW } from '../store/raw.js'
import type { Store } from '../store/store.js'

export interface ExportOptions {
  place: Place
  /** A raw table or a report. */
  name: string
  out: string
  /** What the report routes take: site, from, to, filters, steps. */
  query: Record<string, string>
}

/** Writes one table or report to a file. No collector may have the same database file open: its own /api/export is for that. */
export async function runExport({ place, name, out, query }: ExportOptions): Promise<void> {
  const format = formatOf(out)
  if (!RAW.some(raw => raw === name) && !Object.hasOwn(REPORTS, name)) {
    const names = [...new Set([...RAW, ...Object.keys(REPORTS)])].join(', ')
    throw collectorError('E_OPTION', `export ${name}: expected one of ${names}`)
  }
  // Everything, unless a period is given: this is no glance at a week.
  const search = new URLSearchParams({ from: '0', format, ...query })
  const read = readScope(search, Date.now())
  if (!read.ok) throw collectorError('E_OPTION', read.reason)
  if (place.store === null && !existsSync(join(place.dataDir, DATABASE))) {
    throw collectorError(
      'E_OPTION',
      `export: there is no data in ${resolve(place.dataDir)}; name its folder with --data`,
    )
  }
  const store = await openStore({ ...place, onDamage: error => console.error(error.message) })
  try {
    const raw = RAW.find(one => one === name)
    if (raw) await move(await store.copy(raw, read.scope, format), out)
    else await writeReport(store, name, format, { out, search, scope: read.scope })
  } finally {
    await store.close()
  }
}

async function writeReport(
  store: Store,
  name: string,
  format: FileFormat,
  { out, search, scope }: { out: string; search: URLSearchParams; scope: Parameters<Store['reports']['pages']>[0] },
): Promise<void> {
  const result = await REPORTS[name]?.(store.reports, scope, search)
  if (!result) throw collectorError('E_OPTION', '--steps: expected names of events, like view_item,purchase')
  const rows = rowsOf(result)
  const known = columnsOf(name, search)
  if (format === 'csv') return writeFile(out, toCsv(rows, known)).catch(cannotWrite(out))
  const { file, folder } = await rowsToParquet(rows, known)
  await move(file, out)
  await rm(folder, { recursive: true, force: true })
}

function formatOf(out: string): FileFormat {
  const format = extname(out).slice(1)
  if (format === 'csv' || format === 'parquet') return format
  throw collectorError('E_OPTION', `--out ${out}: expected a name that ends in .csv or .parquet`)
}

const cannotWrite = (out: string) => (error: NodeJS.ErrnoException) => {
  throw collectorError('E_OPTION', `--out ${out}: cannot be written (${error.code ?? error})`, error)
}

async function move(from: string, to: string): Promise<void> {
  try {
    await rename(from, to)
  } catch {
    // On another disk.
    await copyFile(from, to).catch(cannotWrite(to))
    await rm(from, { force: true })
  }
}
