import type { Store } from './store/store.js'

/** So long a failed commit counts: a nearly full disk still takes the probe's few bytes. */
const MEMORY = 5_000

export interface Readiness {
  /** Rejects when batches would be refused. */
  ready(): Promise<void>
  commitFailed(): void
  commitSucceeded(): void
}

export function createReadiness(store: Pick<Store, 'probe'>, now: () => number): Readiness {
  let failedAt = Number.NEGATIVE_INFINITY
  return {
    async ready() {
      if (now() - failedAt < MEMORY) throw new Error('the last commit failed')
      await store.probe()
    },
    commitFailed: () => {
      failedAt = now()
    },
    commitSucceeded: () => {
      failedAt = Number.NEGATIVE_INFINITY
    },
  }
}
