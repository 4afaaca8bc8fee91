import { collectorError } from '../errors.js'

export interface ClickHouseTarget {
  /** Where its HTTP interface answers. */
  url: string
  user: string
  password: string
  database: string
  /** A name from the server's `remote_servers`: then tables are Replicated and Distributed. null: one server. */
  cluster: string | null
  /** Replicas that must hold an insert before it counts as durable. 0: the one that took it. */
  quorum: number
}

const SHAPE = 'clickhouse://user:password@host:8123/database, with ?cluster=NAME for a cluster'
/** Written into statements as they are. */
const NAME = /^[A-Za-z_][A-Za-z0-9_]{0,63}$/

const wrong = (what: string, why: string): Error =>
  collectorError('E_STORE_URL', `--store ${what}: ${why}; expected ${SHAPE}`)

/** `clickhouse://` speaks HTTP, by default on 8123; `clickhouses://` speaks HTTPS, by default on 8443. Throws E_STORE_URL. */
export function readStoreUrl(text: string, clusterOption: string | null = null): ClickHouseTarget {
  // The password must not reach a log.
  const shown = text.replace(/\/\/[^@/]*@/, '//***@')
  if (!/^clickhouses?:\/\//.test(text)) throw wrong(shown, 'the store is not known')
  const secure = text.startsWith('clickhouses:')
  const plain = text.replace(/^clickhouses?:/, secure ? 'https:' : 'http:')
  if (!URL.canParse(plain)) throw wrong(shown, 'it is no address')
  const { hostname, port, username, password, pathname, searchParams } = new URL(plain)
  const database = decodeURIComponent(pathname.slice(1)) || 'sojourn'
  if (!NAME.test(database)) throw wrong(shown, `${database} is no name for a database: letters, digits and _`)
  const cluster = clusterOption ?? searchParams.get('cluster')
  if (cluster !== null && !NAME.test(cluster)) throw wrong(shown, `${cluster} is no name of a cluster`)
  const quorum = Number(searchParams.get('quorum') ?? 0)
  if (!Number.isInteger(quorum) || quorum < 0) throw wrong(shown, 'quorum is no whole number')
  const unknown = [...searchParams.keys()].find(key => key !== 'cluster' && key !== 'quorum')
  if (unknown !== undefined) throw wrong(shown, `${unknown} is not known, only cluster and quorum are`)
  // `http` and `https` hide their own default ports; these are not ClickHouse's.
  const given = port || (/:(80|443)(\/|\?|$)/.exec(text.replace(/.*@/, ''))?.[1] ?? (secure ? '8443' : '8123'))
  return {
    url: `${secure ? 'https' : 'http'}://${hostname}:${given}`,
    user: decodeURIComponent(username) || 'default',
    password: decodeURIComponent(password),
    database,
    cluster,
    quorum,
  }
}

/** For people: without the password. */
export const nameOf = ({ url, database, cluster }: ClickHouseTarget): string =>
  `${url.replace(/^http/, 'clickhouse')}/${database}${cluster === null ? '' : ` (cluster ${cluster})`}`
