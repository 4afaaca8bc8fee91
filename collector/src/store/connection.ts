import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { type DuckDBConnection, DuckDBInstance, type DuckDBValue } from '@duckdb/node-api'
import { collectorError } from '../errors.js'
import { DATABASE } from './raw.js'
import { CREATE, CREATE_DERIVED, DERIVATION, DROP_DERIVED, SCHEMA } from './schema.js'
import { makeFolder, makeScratch, scratchOf } from './scratch.js'

export type Row = Record<string, unknown>
export type Read = (sql: string, values?: Record<string, DuckDBValue>) => Promise<Row[]>

export interface Connection {
  writer: DuckDBConnection
  /** Keeps the derived tables. */
  keeper: DuckDBConnection
  readers: DuckDBConnection[]
  close(): void
}

/** Two: reports must not take all four threads of libuv's pool from the commits. */
export const READERS = 2

const SLOW_PACKING = 'fsst,dict_fsst,zstd,alp,alprd,chimp,patas,roaring,rle'

/**
 * Rows that are packed together. Every checkpoint packs the last, unfilled group anew while the commits wait: with
 * DuckDB's 122 880 that took up to 700 ms on a core with 10 000 events/s, with these 120. Reports are as fast.
 */
const ROW_GROUP = 16_384
/** Of the log, for the same reason: often and little. */
const CHECKPOINT = '4MiB'

export interface StoreLimits {
  /** MiB. What a report needs beyond goes to disk. */
  memory: number
  /** 0: one per core. */
  threads: number
}

export async function openConnection(dataDir: string, { memory, threads }: StoreLimits): Promise<Connection> {
  const file = join(dataDir, DATABASE)
  const instance = await makeFolder(dataDir)
    .then(() =>
      DuckDBInstance.create(':memory:', {
        // Nothing is fetched from the network, whatever a query asks for.
        autoinstall_known_extensions: 'false',
        autoload_known_extensions: 'false',
        memory_limit: `${memory}MiB`,
        // DuckDB counts the cores of the machine, not those that we may use: on one core two of its threads take turns
        // with ours, and a commit takes 34 ms instead of 14.
        threads: String(threads || availableParallelism()),
        checkpoint_threshold: CHECKPOINT,
        // Beside the file: what does not fit the memory may be much.
        temp_directory: `${file}.tmp`,
      }),
    )
    .catch(error => {
      throw explain(error, dataDir, file)
    })
  const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`
  const connections: DuckDBConnection[] = []
  const close = () => {
    for (const connection of connections) connection.closeSync()
    instance.closeSync()
  }
  try {
    for (let i = 0; i < READERS + 2; i++) connections.push(await instance.connect())
    const [writer, keeper, ...readers] = connections
    if (!writer || !keeper) throw new Error('no connection')
    // Attached and not opened: only here may the size of a row group be said.
    await writer
      .run(`ATTACH ${quoted(file)} AS store (ROW_GROUP_SIZE ${ROW_GROUP})`)
      .then(() => makeScratch(dataDir))
      .catch(error => {
        throw explain(error, dataDir, file)
      })
    for (const connection of connections) await connection.run('USE store')
    // Nothing outside is read or written either, but for the folder of the exports.
    await writer.run(`SET allowed_directories = [${quoted(scratchOf(dataDir))}]`)
    await writer.run('SET enable_external_access = false')
    // These pack a little better and take three times as long, while every commit waits (bench/collector).
    await writer.run(`SET disabled_compression_methods = '${SLOW_PACKING}'`)
    await prepareTables(writer, file)
    return { writer, keeper, readers, close }
  } catch (error) {
    close()
    throw error
  }
}

async function prepareTables(writer: DuckDBConnection, file: string): Promise<void> {
  await writer.run('CREATE TABLE IF NOT EXISTS meta (schema INTEGER, probed BIGINT)')
  await writer.run('ALTER TABLE meta ADD COLUMN IF NOT EXISTS taken BIGINT')
  const [row] = (await writer.runAndReadAll('SELECT schema FROM meta')).getRows()
  if (row && Number(row[0]) !== SCHEMA) {
    const older = Number(row[0]) < SCHEMA
    throw collectorError(
      'E_DATA_VERSION',
      older
        ? `${file} was written by a version before the first release: move it away`
        : `${file} was written by a newer collector: update sojourn-collector`,
    )
  }
  for (const sql of CREATE) await writer.run(sql)
  if (!row) await writer.run(`INSERT INTO meta VALUES (${SCHEMA}, 0, 0)`)
  if ((await derivation(writer)) !== DERIVATION) for (const sql of DROP_DERIVED) await writer.run(sql)
  for (const sql of CREATE_DERIVED) await writer.run(sql)
}

async function derivation(writer: DuckDBConnection): Promise<number | null> {
  await writer.run('CREATE TABLE IF NOT EXISTS derived (until BIGINT)')
  await writer.run('ALTER TABLE derived ADD COLUMN IF NOT EXISTS version INTEGER')
  const [row] = (await writer.runAndReadAll('SELECT version FROM derived')).getRows()
  return row ? Number(row[0]) : null
}

function explain(error: unknown, dataDir: string, file: string): Error {
  const text = String(error)
  if (/lock/i.test(text)) {
    return collectorError(
      'E_DATA_BUSY',
      `another process uses ${file}: stop it, or name another folder with --data`,
      error,
    )
  }
  return collectorError(
    'E_DATA',
    `cannot use ${dataDir} for the data (${text}): name a writable folder with --data`,
    error,
  )
}

/** 64-bit numbers come as bigint; all of ours fit a double. */
export function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value)
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]))
}
