import type { IncomingMessage, ServerResponse } from 'node:http'

export interface CollectorOptions {
  /** TCP port; 0 takes a free one. Default 8787. */
  port?: number
  /** Address to listen on. Default all: the report stays closed to others without a token. */
  host?: string
  /** Folder of the database. Default '.sojourn'. */
  dataDir?: string
  /**
   * `clickhouse://user:password@host:8123/database` keeps events there instead of in a file, so that several collectors
   * can share them. Default null: the embedded database in `dataDir`.
   */
  store?: string | null
  /** A cluster by the name that the ClickHouse server gives it: Replicated and Distributed tables. Default null. */
  cluster?: string | null
  /** Sites that are collected. Default every site. */
  sites?: readonly string[]
  /** Origins that may send, like `https://shop.example`. Default every origin. */
  origins?: readonly string[]
  /** Opens the reports to whoever has it. Default null: reports for this machine only. */
  token?: string | null
  /** How long events are kept, ms. Default 400 days. 0: for ever. */
  keep?: number
  /** Batches per second and ten times that at once, per site and address prefix; 0: no limit. Default 0. */
  rate?: number
  /** MiB that the store may take; what a report needs beyond goes to disk. Default 1024. */
  memory?: number
  /** Threads of the store; 0: one per core that the process may use. Default 0. */
  threads?: number
  /** Serves what the collector does not, on the same port; true: answered. */
  serve?: (request: IncomingMessage, response: ServerResponse) => boolean
  /** Takes lines for a person. Default stderr. */
  log?: (line: string) => void
}

export const HOUR = 60 * 60 * 1000
export const DAY = 24 * 60 * 60 * 1000

export const DEFAULTS = {
  port: 8787,
  host: '::',
  dataDir: '.sojourn',
  store: null,
  cluster: null,
  sites: [],
  origins: [],
  token: null,
  keep: 400 * DAY,
  rate: 0,
  memory: 1024,
  threads: 0,
} satisfies CollectorOptions
