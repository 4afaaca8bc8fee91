import { resolve } from 'node:path'
import { nameOf, readStoreUrl } from './clickhouse/url.js'
import { collectorError } from './errors.js'
import { DEFAULTS } from './options.js'
import type { Place } from './store/open.js'

/** Arguments first, so that a folder which is named beats a store of the environment. */
export function placeOf(
  given: { data?: string | undefined; store?: string | undefined; cluster?: string | undefined },
  env: Record<string, string | undefined>,
): Place {
  if (given.data !== undefined && given.store !== undefined) {
    throw collectorError(
      'E_OPTION',
      `--data ${given.data} and --store: expected one of them, events are kept in one place`,
    )
  }
  const store = given.store ?? (given.data === undefined ? env.SOJOURN_STORE || null : null)
  if (given.cluster !== undefined && store === null) {
    throw collectorError('E_OPTION', `--cluster ${given.cluster}: expected --store clickhouse://… with it`)
  }
  return {
    dataDir: given.data ?? (env.DATA_DIR || DEFAULTS.dataDir),
    store,
    cluster: given.cluster ?? (env.SOJOURN_CLUSTER || null),
  }
}

/** For people. */
export const placeName = ({ dataDir, store, cluster }: Place): string =>
  store === null ? resolve(dataDir) : nameOf(readStoreUrl(store, cluster))
