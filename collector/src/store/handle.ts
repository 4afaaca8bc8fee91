import type { DuckDBConnection } from '@duckdb/node-api'
import { collectorError } from '../errors.js'
import { type Connection, openConnection, READERS, type StoreLimits } from './connection.js'
import { createQueue } from './queue.js'

/** The open file: who may do what at the same time, and opened anew after a failure. */
export interface Handle {
  /** One transaction after the other. Rejects with E_DATA when the store failed, with anything else for a row. */
  transact<T>(work: (writer: DuckDBConnection) => Promise<T>, end?: 'COMMIT' | 'ROLLBACK'): Promise<T>
  /** Keeps the derived tables, in turns with the transactions: a checkpoint of one would make the other wait. */
  keep(work: (keeper: DuckDBConnection) => Promise<void>): Promise<void>
  read<T>(work: (reader: DuckDBConnection) => Promise<T>): Promise<T>
  close(): Promise<void>
}

/** The same rows would be refused again. Anything else may be the disk's fault, or ours, and no row's. */
const isAboutRows = (error: unknown): boolean =>
  error instanceof Error &&
  /^(Conversion|Invalid Input|Out of Range|Constraint|Mismatch Type) Error/i.test(error.message)

const closed = () => collectorError('E_DATA', 'the store is closed')

export async function openHandle(dataDir: string, limits: StoreLimits): Promise<Handle> {
  let connection: Connection | null = await openConnection(dataDir, limits)
  let broken = false
  // One connection runs one statement at a time: writes in a line of their own, reads in as many as there are readers.
  const writing = createQueue(1)
  const reading = createQueue(READERS)

  async function opened(): Promise<Connection> {
    if (connection && !broken) return connection
    return reading.alone(async () => {
      connection?.close()
      connection = null
      connection = await openConnection(dataDir, limits)
      broken = false
      return connection
    })
  }

  return {
    transact: (work, end = 'COMMIT') =>
      writing.run(async () => {
        const { writer } = await opened()
        try {
          await writer.run('BEGIN')
          const result = await work(writer)
          await writer.run(end)
          return result
        } catch (error) {
          await writer.run('ROLLBACK').catch(() => {})
          if (isAboutRows(error)) throw error
          // After a failed write DuckDB may refuse everything until the file is opened anew.
          broken = true
          throw collectorError('E_DATA', `cannot write (${error instanceof Error ? error.message : error})`, error)
        }
      }),
    keep: work =>
      writing.run(async () => {
        if (!connection || broken) throw closed()
        await work(connection.keeper)
      }),
    read: work =>
      reading.run(async slot => {
        const reader = connection?.readers[slot]
        if (!reader) throw closed()
        try {
          return await work(reader)
        } catch (error) {
          if (!/FATAL|invalidated/i.test(String(error))) throw error
          // The next write opens the file anew.
          broken = true
          throw collectorError('E_DATA', 'the store is being opened anew', error)
        }
      }),
    close: () =>
      writing.run(() =>
        reading.alone(async () => {
          connection?.close()
          connection = null
        }),
      ),
  }
}
