import { collectorError } from '../errors.js'
import { idsOf } from './aliases.js'
import { type Client, list } from './client.js'
import { onCluster, storedName } from './schema.js'
import type { TableName } from './tables.js'
import type { ClickHouseTarget } from './url.js'

const DAY = 24 * 60 * 60 * 1000
/** Documents do not fall silent for longer and speak again: clients give up after 7 days. */
const SILENT = 8 * DAY
/** A DELETE names what it must keep; a longer one is refused by ZooKeeper. */
const MOST_KEPT = 10_000
const LONGEST_DELETE = 10 * 60 * 1000

export interface Forgetting {
  forgetSession(session: string, site: string | null): Promise<number>
  prune(before: number): Promise<number>
}

export function createForgetting(client: Client, target: ClickHouseTarget, now: () => number): Forgetting {
  /** Resolves when the rows are gone. DELETE itself only takes note: https://clickhouse.com/docs/sql-reference/statements/alter/delete */
  async function remove(table: TableName, where: string): Promise<void> {
    const stored = storedName(table, target)
    await client.run(`ALTER TABLE ${target.database}.${stored}${onCluster(target)} DELETE WHERE ${where}`)
    const source = target.cluster === null ? 'system.mutations' : `cluster('${target.cluster}', system, mutations)`
    const until = now() + LONGEST_DELETE
    for (let pause = 10; ; pause = Math.min(pause * 2, 1000)) {
      const [left] = await client.read(
        `SELECT count() AS n FROM ${source} WHERE database = '${target.database}' AND table = '${stored}' AND is_done = 0`,
      )
      if (Number(left?.n) === 0) return
      if (now() > until) throw collectorError('E_DATA', `ClickHouse still deletes from ${stored}`)
      await new Promise(resolve => setTimeout(resolve, pause))
    }
  }

  const count = async (sql: string): Promise<number> => Number((await client.read(sql))[0]?.n ?? 0)

  async function forgetSession(session: string, site: string | null): Promise<number> {
    const ids = await idsOf(client, session, site)
    const onSite = site === null ? '' : ` AND site = ${list([site])}`
    const where = `session IN (${list(ids)})${onSite}`
    const sites = await client.read(
      `SELECT site, count() AS n FROM events FINAL
      WHERE ${where} AND (site, session) GLOBAL NOT IN (SELECT site, session FROM forgotten) GROUP BY site`,
    )
    if (sites.length === 0) return 0
    const at = Math.round(now())
    // First nobody sees it any more, then it goes.
    await client.insert(
      'forgotten',
      sites.flatMap(row => ids.map(id => ({ site: String(row.site), session: id, at }))),
    )
    await remove('events', where)
    return sites.reduce((sum, row) => sum + Number(row.n), 0)
  }

  /** What came after its session was deleted. */
  async function sweep(limit: number): Promise<void> {
    const late = await client.read(
      `SELECT DISTINCT site, session FROM events
      WHERE (site, session) GLOBAL IN (SELECT site, session FROM forgotten) LIMIT ${MOST_KEPT}`,
    )
    if (late.length > 0) {
      const pairs = late.map(({ site, session }) => `(${list([String(site), String(session)])})`)
      await remove('events', `(site, session) IN (${pairs.join(', ')})`)
    }
    const over = `at < ${Math.floor(Math.min(limit, now() - SILENT))}`
    if ((await count(`SELECT count() AS n FROM forgotten WHERE ${over}`)) > 0) await remove('forgotten', over)
  }

  /** Whole documents at a time: half of one would look like a loss. */
  async function prune(before: number): Promise<number> {
    const limit = Math.floor(before)
    await sweep(limit)
    const kept = await client.read(
      `SELECT doc FROM marks WHERE doc != '' AND received >= ${limit - SILENT} AND received < ${limit + SILENT}
      GROUP BY doc HAVING min(received) < ${limit} AND max(received) >= ${limit} LIMIT ${MOST_KEPT + 1}`,
    )
    if (kept.length > MOST_KEPT) {
      throw collectorError(
        'E_DATA',
        `more than ${MOST_KEPT} documents lie across the limit: drop whole partitions instead`,
      )
    }
    const old = `received < ${limit}${kept.length === 0 ? '' : ` AND doc NOT IN (${list(kept.map(({ doc }) => String(doc)))})`}`
    const events = await count(`SELECT count() AS n FROM events FINAL WHERE ${old}`)
    if (events > 0) await remove('events', old)
    for (const table of ['rejected', 'marks'] as const) {
      if ((await count(`SELECT count() AS n FROM ${table} WHERE ${old}`)) > 0) await remove(table, old)
    }
    return events
  }

  return { forgetSession, prune }
}
