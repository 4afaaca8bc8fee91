import type { CollectorOptions } from '../options.js'
import type { Store } from './store.js'

/** Where the events are. */
export type Place = Pick<Required<CollectorOptions>, 'store' | 'cluster' | 'dataDir'>

/** `bulk`: much is about to come at once, and nobody looks meanwhile. `onStale`: the reports cannot be brought up to date. `onDamage`: acknowledged events cannot be read. */
type StoreOptions = Place &
  Partial<Pick<Required<CollectorOptions>, 'memory' | 'threads'>> & {
    bulk?: boolean
    onStale?: (error: unknown, isNew: boolean) => void
    onDamage?: (error: Error) => void
  }

/**
 * The store that the options name. Each is loaded only where it is used: neither the embedded database nor the client
 * of the other costs anything where it is not.
 */
export async function openStore({ store, cluster, dataDir, ...bounds }: StoreOptions): Promise<Store> {
  if (store === null) return (await import('./duckdb.js')).createDuckStore(dataDir, bounds)
  const [{ createClickHouseStore }, { readStoreUrl }] = await Promise.all([
    import('../clickhouse/store.js'),
    import('../clickhouse/url.js'),
  ])
  return createClickHouseStore(readStoreUrl(store, cluster))
}
