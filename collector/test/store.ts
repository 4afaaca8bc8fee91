// Where the suite keeps its events: the embedded database, or the ClickHouse that SOJOURN_TEST_STORE names. The same
// tests run on both; each folder stands for a database of its own, also after a restart.
import { createHash } from 'node:crypto'
import { openStore } from '../src/store/open.js'
import type { Store } from '../src/store/store.js'

const base = process.env.SOJOURN_TEST_STORE

/** Options of a collector whose data is in this folder. */
export function storeIn(dataDir: string): { dataDir: string; store: string | null; cluster: string | null } {
  const name = `t_${createHash('sha256').update(dataDir).digest('hex').slice(0, 16)}`
  const cluster = process.env.SOJOURN_TEST_CLUSTER ?? null
  return { dataDir, store: base === undefined ? null : `${base}/${name}`, cluster }
}

export const openTestStore = (dataDir: string): Promise<Store> => openStore(storeIn(dataDir))
