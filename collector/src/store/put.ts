import type { DuckDBConnection } from '@duckdb/node-api'
import { hasCode } from '../errors.js'
import { append } from './append.js'
import { withoutForgotten } from './forget.js'
import type { Handle } from './handle.js'
import { addMerges } from './merges.js'
import type { Entry } from './record.js'
import { withoutRefused } from './refused.js'
import { type Group, joined } from './store.js'

/** The entries into the database, in one transaction with how far the journal is in it. Answers what of them is held. */
export async function putEntries(handle: Handle, entries: Entry[]): Promise<Group> {
  // Of a transaction that failed at its end nobody knows but the file, opened anew.
  const taken = await handle.transact(takenIn)
  const rest = entries.filter(({ number }) => number > taken)
  return put(handle, joined(rest.map(({ group }) => group)), rest.at(-1)?.number ?? taken)
}

/** A group into the database in one transaction, after which the journal is in it up to this number. */
export async function put({ transact }: Handle, group: Group, taken: number): Promise<Group> {
  const write = (rows: Group) =>
    transact(async writer => {
      await appendAll(writer, await withoutForgotten(writer, rows))
      await writer.run(`UPDATE meta SET taken = ${taken}`)
    })
  const accepts = (part: Group) => unlessRefused(transact(writer => appendAll(writer, part), 'ROLLBACK'))
  if (await unlessRefused(write(group))) return group
  const rest = await withoutRefused(group, accepts)
  await write(rest)
  return rest
}

/** false: a row was refused. Rejects when the store failed. */
async function unlessRefused(tried: Promise<void>): Promise<boolean> {
  try {
    await tried
    return true
  } catch (error) {
    if (hasCode(error, 'E_DATA')) throw error
    return false
  }
}

async function appendAll(writer: DuckDBConnection, group: Group): Promise<void> {
  await append(writer, 'events', group.events)
  await append(writer, 'items', group.items)
  await append(writer, 'marks', group.marks)
  await append(writer, 'rejected_events', group.rejected)
  await addMerges(writer, group.merges)
}

/** The number of the last entry of the journal that the database holds. */
export async function takenIn(reader: DuckDBConnection): Promise<number> {
  const [row] = (await reader.runAndReadAll('SELECT taken FROM meta')).getRows()
  return Number(row?.[0] ?? 0)
}
