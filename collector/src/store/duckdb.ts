import { whileAsked } from '../asker.js'
import { catchUp } from '../derive/derive.js'
import { collectorError } from '../errors.js'
import { DEFAULTS } from '../options.js'
import { valuesOf } from '../reports/events.js'
import { createReports } from '../reports/reports.js'
import { createBacklog } from './backlog.js'
import { plain, type Read, type Row, type StoreLimits } from './connection.js'
import { copySql } from './copy.js'
import { createDeriver } from './deriver.js'
import { type Forgotten, forgetSession, prune } from './forget.js'
import { openHandle } from './handle.js'
import { heldSince } from './held.js'
import { DAMAGED, openJournal } from './journal.js'
import { put, putEntries, takenIn } from './put.js'
import { createQueue } from './queue.js'
import type { Entry } from './record.js'
import { scratchFile } from './scratch.js'
import { emptyGroup, type Store } from './store.js'

/** A quarter of a small machine: the reports of 10 M events stay under 2 s with it. */
const DEFAULT: DuckOptions = {
  memory: DEFAULTS.memory,
  threads: DEFAULTS.threads,
  bulk: false,
  onStale: () => {},
  onDamage: () => {},
}

export interface DuckOptions extends StoreLimits {
  /**
   * For much at once, by somebody who can say it again: past the journal; and the derived tables are made when it
   * closes, or at the next opening if it never comes to that.
   */
  bulk: boolean
  /** Called each time the reports cannot be brought up to date. `isNew`: they had been before. */
  onStale: (error: unknown, isNew: boolean) => void
  /** Called at the start if some of what was acknowledged cannot be read. */
  onDamage: (error: Error) => void
}

/**
 * The embedded store: one database, one writer, no server. What is committed is durable in a journal in front of it,
 * so that nobody waits for a checkpoint; the database takes it from there.
 */
export async function createDuckStore(dataDir: string, options: Partial<DuckOptions> = {}): Promise<Store> {
  const { bulk, onStale, onDamage, ...limits } = { ...DEFAULT, ...options }
  const handle = await openHandle(dataDir, limits)
  const taken = await handle.read(takenIn)
  const { journal, left, missing } = await openJournal(dataDir, taken).catch(async error => {
    await handle.close()
    throw collectorError('E_DATA', `cannot use ${dataDir} for the data (${error}): make it writable`, error)
  })
  if (missing > 0) {
    onDamage(
      collectorError(
        'E_DATA',
        `${missing} of the commits that were acknowledged cannot be read from the journal in ${dataDir}, and their events are lost: look at the disk. The journal as it was found is kept beside it (*${DAMAGED})`,
      ),
    )
  }
  const copying = createQueue(1)
  const backlog = createBacklog(async entries => {
    await journal.turn()
    await take(entries)
  })
  const deriver = createDeriver(handle.keep, Date.now, backlog.drain, onStale)

  const numberOf = (entries: Entry[]) => entries.at(-1)?.number ?? taken

  async function take(entries: Entry[]): Promise<void> {
    if (entries.length > 0) deriver.touch(await putEntries(handle, entries))
    // What stays is known to be held: the next time it goes.
    await journal.forget(numberOf(entries)).catch(() => {})
  }

  await take(left)
  if (bulk) deriver.stop()
  await handle.keep(async keeper => {
    if (bulk) await keeper.run('DELETE FROM derived')
    else await catchUp(keeper, Date.now())
  })

  const commit: Store['commit'] = async group => {
    // What the journal had left stays taken.
    if (bulk) return void (await put(handle, group, numberOf(left)))
    await backlog.room()
    backlog.add(await journal.append(group))
  }

  const read = async (...[sql, values, asker]: [...Parameters<Read>, AbortSignal?]): Promise<Row[]> => {
    // Whoever asks is told what the database has, also when it takes nothing more.
    await deriver.refresh()
    return handle.read(async reader => {
      const interrupt = () => reader.interrupt()
      const result = await whileAsked(asker, interrupt, () => reader.runAndReadAll(sql, values))
      return result.getRowObjectsJS().map(row => plain(row) as Row)
    })
  }

  async function forgetting(work: Parameters<typeof handle.transact<Forgotten>>[0]): Promise<number> {
    // Nor may the journal keep it.
    await backlog.drain()
    const { events, touched } = await handle.transact(work)
    deriver.put(touched)
    // Before it is told: a start looks for what has arrived, and would leave the reports of what has gone.
    await deriver.refresh()
    return events
  }

  return {
    mergesTwins: false,
    commit,
    // A database that fails is heard of when it takes this: the next time.
    probe: () => commit(emptyGroup()),
    async held(since, each) {
      await backlog.drain()
      await handle.read(reader => heldSince(reader, since, each))
    },
    heldOf: async () => {},
    asOf: deriver.asOf,
    reports: createReports(read),
    reportsFor: asker => createReports((sql, values) => read(sql, values, asker)),
    copy: (raw, scope, format) =>
      copying.run(async () => {
        const file = scratchFile(dataDir, format)
        await read(copySql(raw, scope, format, file), valuesOf(scope))
        return file
      }),
    forgetSession: (session, site) => forgetting(writer => forgetSession(writer, session, site, Date.now())),
    prune: before => forgetting(writer => prune(writer, before, Date.now())),
    async close() {
      deriver.stop()
      // What the database does not take stays in the journal for the next start.
      await backlog.drain().catch(() => {})
      backlog.stop()
      if (bulk) await handle.keep(keeper => catchUp(keeper, Date.now())).catch(() => {})
      await handle.close()
      await journal.close()
    },
  }
}
