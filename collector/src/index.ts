import { createBotCount } from './botCount.js'
import { createClocks } from './clocks.js'
import { createCommitter } from './commit.js'
import { createDedup, DEDUP_WINDOW, SHARED_WINDOW } from './dedup.js'
import { collectorError } from './errors.js'
import { createLive } from './live.js'
import { createMetrics } from './metrics.js'
import { type CollectorOptions, DEFAULTS, HOUR } from './options.js'
import { watchProgress } from './progress.js'
import { createRateLimit } from './rateLimit.js'
import { createReadiness } from './readiness.js'
import { watchRetention } from './retention.js'
import { route } from './routes.js'
import { createHttp, listen, stopListening } from './server.js'
import { openStore } from './store/open.js'
import { createTurn } from './turn.js'

export type * from './api.js'
export type { CollectorOptions } from './options.js'

/** ms. */
const LONGEST_TURN = 1_000

export interface Collector {
  port: number
  url: string
  /** Takes nothing new, commits what waits, closes the file. */
  close(): Promise<void>
}

/** The only wiring. Rejects with a coded error, or with node's EADDRINUSE. */
export async function startCollector(options: CollectorOptions = {}): Promise<Collector> {
  const {
    port,
    host,
    dataDir,
    store: address,
    cluster,
    sites,
    origins,
    token,
    keep,
    rate,
    memory,
    threads,
  } = { ...DEFAULTS, ...options }
  // A variable of the shell that is not set. Every empty token would fit it.
  if (token === '') throw collectorError('E_OPTION', '--token is empty: give a secret, or leave the option out')
  const log = options.log ?? (line => process.stderr.write(`${line}\n`))
  const now = Date.now
  async function starting<T>(what: string | (() => string), work: () => Promise<T>): Promise<T> {
    const done = watchProgress(log, typeof what === 'string' ? () => what : what)
    return work().finally(done)
  }
  const failed = (error: unknown) => log(`[collector] ${error instanceof Error ? error.message : error}`)

  const metrics = createMetrics()
  /** Tried every few seconds: said once. */
  function onStale(error: unknown, isNew: boolean): void {
    metrics.count('report_failures')
    if (isNew) failed(`the reports cannot be brought up to date: ${error instanceof Error ? error.message : error}`)
  }
  const dedup = createDedup()
  const store = await starting('opening the data', () =>
    openStore({ store: address, cluster, dataDir, memory, threads, onStale, onDamage: failed }),
  )
  const window = store.mergesTwins ? SHARED_WINDOW : DEDUP_WINDOW
  await starting(
    () => `reading the index: ${dedup.documents()} documents`,
    () => store.held(now() - window, dedup.learn),
  )
  const live = createLive()
  const readiness = createReadiness(store, now)
  const committer = createCommitter({
    store,
    dedup,
    onCommitted(rows, ms) {
      metrics.committed(rows.length, ms)
      readiness.commitSucceeded()
      live.publish(rows)
    },
    onFailure(error) {
      metrics.count('commit_failures')
      readiness.commitFailed()
      failed(error)
    },
  })

  const bots = createBotCount(store, failed, now)
  function countBots(site: string, events: number): void {
    metrics.count('events_bot', events)
    bots.add(site, events)
  }

  const metricsText = () =>
    metrics.text({
      live_listeners: live.listeners(),
      waiting_bytes: committer.waiting(),
      dedup_documents: dedup.documents(),
      resident_bytes: process.memoryUsage.rss(),
    })

  const collect = {
    committer,
    clocks: createClocks(),
    rateLimit: createRateLimit(rate, rate * 10, now),
    metrics,
    sites,
    origins,
    countBots,
    isBehind: createTurn(LONGEST_TURN),
    now,
  }
  const routes = { collect, store, live, token, metricsText, ready: readiness.ready, now, serve: options.serve ?? null }
  const server = createHttp((request, response) => {
    response.on('finish', () => {
      if (request.url?.startsWith('/collect')) metrics.answered(response.statusCode)
    })
    return route(request, response, routes)
  }, failed)

  const bound = await listen(server, port, host).catch(async error => {
    await store.close()
    throw error
  })
  const stopRetention = keep > 0 ? watchRetention(store, keep, now, log) : () => {}
  const forgetting = setInterval(() => dedup.forget(now() - window), Math.min(HOUR, window / 8))
  forgetting.unref()

  let closing: Promise<void> | null = null
  async function shut(): Promise<void> {
    stopRetention()
    clearInterval(forgetting)
    live.close()
    const stopped = stopListening(server)
    await committer.close()
    await stopped
    await bots.close()
    await store.close()
  }
  return { port: bound, url: `http://localhost:${bound}`, close: () => (closing ??= shut()) }
}
