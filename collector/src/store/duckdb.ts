import { createReports } from '../reports/reports.js'
import { append } from './append.js'
import { openConnection, plain, type Read, type Row } from './connection.js'
import { forgetSession, prune } from './forget.js'
import { heldSince } from './held.js'
import { addMerges } from './merges.js'
import { createQueue } from './queue.js'
import type { Store } from './store.js'

/** The embedded store: one file, one writer, no server. */
export async function createDuckStore(dataDir: string): Promise<Store> {
  let connection = await openConnection(dataDir)
  let broken = false
  // One connection runs one statement at a time: writes in a line of their own, reads in as many as there are readers.
  const writing = createQueue(1)
  const reading = createQueue(connection.readers.length)

  async function transact<T>(work: () => Promise<T>): Promise<T> {
    await mend()
    const { writer } = connection
    try {
      await writer.run('BEGIN')
      const result = await work()
      await writer.run('COMMIT')
      return result
    } catch (error) {
      await writer.run('ROLLBACK').catch(() => {})
      // After a failed write DuckDB refuses everything until the file is opened anew.
      if (/FATAL|invalidated|IO Error|Could not/i.test(String(error))) broken = true
      throw error
    }
  }

  async function mend(): Promise<void> {
    if (!broken) return
    connection.close()
    connection = await openConnection(dataDir)
    broken = false
  }

  const read: Read = (sql, values) =>
    reading(async slot => {
      const reader = connection.readers[slot]
      if (!reader) throw new Error('the store is closed')
      const result = await reader.runAndReadAll(sql, values)
      return result.getRowObjectsJS().map(row => plain(row) as Row)
    })

  return {
    commit: group =>
      writing(() =>
        transact(async () => {
          const { writer } = connection
          await append(writer, 'events', group.events)
          await append(writer, 'items', group.items)
          await append(writer, 'marks', group.marks)
          await append(writer, 'rejected_events', group.rejected)
          await addMerges(writer, group.merges)
        }),
      ),
    probe: () =>
      writing(() => transact(() => connection.writer.run(`UPDATE meta SET probed = ${Date.now()}`))).then(() => {}),
    held: (since, each) => reading(slot => heldSince(connection.readers[slot], since, each)),
    reports: createReports(read),
    forgetSession: (session, site) => writing(() => transact(() => forgetSession(connection.writer, session, site))),
    prune: before => writing(() => transact(() => prune(connection.writer, before))),
    close: () => writing(async () => connection.close()),
  }
}
