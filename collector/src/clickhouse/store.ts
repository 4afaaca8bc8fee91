import { randomUUID } from 'node:crypto'
import { collectorError, hasCode } from '../errors.js'
import type { Store } from '../store/store.js'
import { addMerges } from './aliases.js'
import { type Client, codeOf, connect, list } from './client.js'
import { createCopying } from './copy.js'
import { createForgetting } from './forget.js'
import { createReports } from './reports/reports.js'
import { rowsOf } from './rows.js'
import { prepareTables } from './schema.js'
import { type ClickHouseTarget, nameOf } from './url.js'

/** Tables that several collectors share. Nothing is remembered here: duplicates and claims are the engine's affair. */
export async function createClickHouseStore(target: ClickHouseTarget, now: () => number = Date.now): Promise<Store> {
  await prepare(target)
  const client = await connect(target, target.database)
  const copying = createCopying(client)
  // Of this process; with a number, of one commit.
  const self = randomUUID()
  let commits = 0

  return {
    mergesTwins: true,
    // Made anew at each question.
    asOf: () => null,
    async commit(group) {
      const rows = rowsOf(group, `${self}-${commits++}`)
      await client.insert('events', rows.events)
      await client.insert('rejected', rows.rejected)
      if (group.merges.length > 0) await addMerges(client, group.merges, Math.round(now()))
      // Last: what a mark says is durable must be.
      await client.insert('marks', rows.marks)
    },
    probe: () => client.insert('probes', [{ one: 1, at: Math.round(now()) }]),
    // The engine merges twins: there is nothing that this process must refuse.
    held: async () => {},
    async heldOf(docs, each) {
      const rows = await client.read(
        `SELECT doc, max(received) AS last, groupUniqArrayArray(arrayConcat(seqs, refused)) AS held FROM marks WHERE doc IN (${list(docs)}) GROUP BY doc`,
      )
      for (const row of rows) for (const seq of row.held as number[]) each(String(row.doc), seq, seq, Number(row.last))
    },
    reports: createReports(client.read),
    reportsFor: asker => createReports((sql, values) => client.read(sql, values, asker)),
    ...createForgetting(client, target, now),
    copy: copying.copy,
    async close() {
      await copying.close()
      await client.close()
    },
  }
}

/** With a connection that names no database, since it may have to be made. */
async function prepare(target: ClickHouseTarget): Promise<void> {
  const client: Client = await connect(target, null)
  try {
    await prepareTables(client, target)
  } catch (error) {
    throw explain(error, target)
  } finally {
    await client.close()
  }
}

const REFUSED = new Set(['192', '193', '194', '497', '516'])

function explain(error: unknown, target: ClickHouseTarget): unknown {
  const cause = (error as { cause?: unknown }).cause
  const code = codeOf(cause)
  if (/^[A-Z]/.test(code)) {
    return collectorError('E_STORE', `${nameOf(target)} does not answer (${code}): is the server running there?`, error)
  }
  if (REFUSED.has(code)) {
    return collectorError(
      'E_STORE',
      `${nameOf(target)} refuses the user ${target.user}: check name, password and rights`,
      error,
    )
  }
  if (!hasCode(error, 'E_DATA')) return error
  return collectorError(
    'E_STORE',
    `${nameOf(target)}: ${cause instanceof Error ? cause.message.slice(0, 500) : cause}`,
    error,
  )
}
