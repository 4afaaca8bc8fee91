import type { DuckDBConnection } from '@duckdb/node-api'
import { whileAsked } from '../asker.js'
import { catchUp } from '../derive/derive.js'
import { collectorError } from '../errors.js'
import { DEFAULTS } from '../options.js'
import { valuesOf } from '../reports/events.js'
import { createReports } from '../reports/reports.js'
import { append } from './append.js'
import { type Connection, openConnection, plain, READERS, type Read, type Row, type StoreLimits } from './connection.js'
import { copySql } from './copy.js'
import { createDeriver } from './deriver.js'
import { type Forgotten, forgetSession, prune } from './forget.js'
import { heldSince } from './held.js'
import { addMerges } from './merges.js'
import { createQueue } from './queue.js'
import { scratchFile } from './scratch.js'
import type { Store } from './store.js'

/** The same rows would be refused again. Anything else may be the disk's fault, or ours, and no row's. */
const isAboutRows = (error: unknown): boolean =>
  error instanceof Error &&
  /^(Conversion|Invalid Input|Out of Range|Constraint|Mismatch Type) Error/i.test(error.message)

/** A quarter of a small machine: the reports of 10 M events stay under 2 s with it. */
const DEFAULT: DuckOptions = { memory: DEFAULTS.memory, threads: DEFAULTS.threads, bulk: false }

export interface DuckOptions extends StoreLimits {
  /** For much at once: the derived tables are made when it closes, or at the next opening if it never comes to that. */
  bulk: boolean
}

/** The embedded store: one file, one writer, no server. */
export async function createDuckStore(dataDir: string, options: Partial<DuckOptions> = {}): Promise<Store> {
  const { bulk, ...limits } = { ...DEFAULT, ...options }
  let connection: Connection | null = await openConnection(dataDir, limits)
  let broken = false
  // One connection runs one statement at a time: writes in a line of their own, reads in as many as there are readers.
  const writing = createQueue(1)
  const reading = createQueue(READERS)
  const keeping = createQueue(1)
  const copying = createQueue(1)

  const transact = <T>(work: (writer: DuckDBConnection) => Promise<T>): Promise<T> =>
    writing.run(async () => {
      const { writer } = await opened()
      try {
        await writer.run('BEGIN')
        const result = await work(writer)
        await writer.run('COMMIT')
        return result
      } catch (error) {
        await writer.run('ROLLBACK').catch(() => {})
        if (isAboutRows(error)) throw error
        // After a failed write DuckDB may refuse everything until the file is opened anew.
        broken = true
        throw collectorError('E_DATA', `cannot write (${error instanceof Error ? error.message : error})`, error)
      }
    })

  async function opened(): Promise<Connection> {
    if (connection && !broken) return connection
    return keeping.run(() =>
      reading.alone(async () => {
        connection?.close()
        connection = null
        connection = await openConnection(dataDir, limits)
        broken = false
        return connection
      }),
    )
  }

  const reader = (slot: number): DuckDBConnection => {
    const open = connection?.readers[slot]
    if (!open) throw collectorError('E_DATA', 'the store is closed')
    return open
  }

  const deriver = createDeriver(
    work =>
      keeping.run(async () => {
        if (!connection || broken) throw collectorError('E_DATA', 'the store is closed')
        await work(connection.keeper)
      }),
    Date.now,
  )
  if (bulk) {
    deriver.stop()
    await connection.keeper.run('DELETE FROM derived')
  } else await catchUp(connection.keeper, Date.now())

  const read = async (...[sql, values, asker]: [...Parameters<Read>, AbortSignal?]): Promise<Row[]> => {
    await deriver.refresh()
    return reading.run(async slot => {
      const open = reader(slot)
      const interrupt = () => open.interrupt()
      try {
        const result = await whileAsked(asker, interrupt, () => open.runAndReadAll(sql, values))
        return result.getRowObjectsJS().map(row => plain(row) as Row)
      } catch (error) {
        if (!/FATAL|invalidated/i.test(String(error))) throw error
        // The next write opens the file anew.
        broken = true
        throw collectorError('E_DATA', 'the store is being opened anew', error)
      }
    })
  }

  async function forgetting(work: (writer: DuckDBConnection) => Promise<Forgotten>): Promise<number> {
    const { events, touched } = await transact(work)
    deriver.put(touched)
    // Before it is told: a start looks for what has arrived, and would leave the reports of what has gone.
    await deriver.refresh()
    return events
  }

  return {
    mergesTwins: false,
    async commit(group) {
      await transact(async writer => {
        await append(writer, 'events', group.events)
        await append(writer, 'items', group.items)
        await append(writer, 'marks', group.marks)
        await append(writer, 'rejected_events', group.rejected)
        await addMerges(writer, group.merges)
      })
      if (!bulk) deriver.touch(group)
    },
    async probe() {
      await transact(writer => writer.run(`UPDATE meta SET probed = ${Date.now()}`))
    },
    held: (since, each) => reading.run(slot => heldSince(reader(slot), since, each)),
    heldOf: async () => {},
    reports: createReports(read),
    reportsFor: asker => createReports((sql, values) => read(sql, values, asker)),
    copy: (raw, scope, format) =>
      copying.run(async () => {
        const file = scratchFile(dataDir, format)
        await read(copySql(raw, scope, format, file), valuesOf(scope))
        return file
      }),
    forgetSession: (session, site) => forgetting(writer => forgetSession(writer, session, site)),
    prune: before => forgetting(writer => prune(writer, before)),
    async close() {
      deriver.stop()
      await writing.run(() =>
        keeping.run(() =>
          reading.alone(async () => {
            if (bulk && connection) await catchUp(connection.keeper, Date.now())
            connection?.close()
            connection = null
          }),
        ),
      )
    },
  }
}
