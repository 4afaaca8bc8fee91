import { collectorError } from '../errors.js'
import type { Client } from './client.js'
import { TABLES, type Table, type TableName } from './tables.js'
import type { ClickHouseTarget } from './url.js'

/** Changes when a table changes otherwise than by new columns. */
const SCHEMA = 1

/** Where the rows themselves lie, which only DELETE and the operator need to know. */
export const storedName = (table: TableName, { cluster }: Pick<ClickHouseTarget, 'cluster'>): string =>
  cluster === null ? table : `${table}_local`

export const onCluster = ({ cluster }: Pick<ClickHouseTarget, 'cluster'>): string =>
  cluster === null ? '' : ` ON CLUSTER ${cluster}`

/** The statements that make what is missing, in order. */
export function createStatements(target: Pick<ClickHouseTarget, 'cluster' | 'database'>): string[] {
  const { cluster, database } = target
  return (Object.entries(TABLES) as [TableName, Table][]).flatMap(([name, table]) => {
    const { columns, version, order, partition, shard, granularity = 8192 } = table
    const listed = Object.entries(columns)
      .map(([column, type]) => `${column.includes('.') ? `\`${column}\`` : column} ${type}`)
      .join(', ')
    const engine = version === null ? 'MergeTree' : 'ReplacingMergeTree'
    const place = cluster === null ? [] : [`'/clickhouse/tables/{shard}/${database}/${name}'`, "'{replica}'"]
    const stored = `CREATE TABLE IF NOT EXISTS ${database}.${storedName(name, target)}${onCluster(target)} (${listed})
      ENGINE = ${cluster === null ? '' : 'Replicated'}${engine}(${[...place, ...(version === null ? [] : [version])].join(', ')})
      PARTITION BY ${partition} ORDER BY ${order} SETTINGS index_granularity = ${granularity}`
    if (cluster === null) return [stored]
    return [
      stored,
      `CREATE TABLE IF NOT EXISTS ${database}.${name}${onCluster(target)} (${listed})
      ENGINE = Distributed(${cluster}, ${database}, ${name}_local, ${shard})`,
    ]
  })
}

/** Throws E_DATA_VERSION when the tables are those of another version. */
export async function prepareTables(client: Client, target: ClickHouseTarget): Promise<void> {
  await client.run(`CREATE DATABASE IF NOT EXISTS ${target.database}${onCluster(target)}`)
  for (const sql of createStatements(target)) await client.run(sql)
  const meta = `${target.database}.meta`
  const found = (await client.read(`SELECT DISTINCT schema FROM ${meta}`)).map(({ schema }) => Number(schema))
  if (found.length === 0) await client.insert(meta, [{ schema: SCHEMA }])
  const other = found.find(schema => schema !== SCHEMA)
  if (other === undefined) return
  throw collectorError(
    'E_DATA_VERSION',
    other < SCHEMA
      ? `the tables in ${target.database} are of an older version: use another database`
      : `the tables in ${target.database} were made by a newer collector: update sojourn-collector`,
  )
}
