/** Counters since the start, as Prometheus text. */
export interface Metrics {
  count(name: Counter, by?: number): void
  answered(status: number): void
  committed(rows: number, ms: number): void
  text(gauges: Record<string, number>): string
}

export type Counter =
  | 'events_stored'
  | 'events_duplicate'
  | 'events_rejected'
  | 'events_bot'
  | 'commits'
  | 'commit_failures'
  | 'report_failures'
  | 'rate_limited'
  | 'overloaded'

const BUCKETS = [5, 10, 25, 50, 100, 250, 500, 1000, 5000]

export function createMetrics(): Metrics {
  const counters = new Map<Counter, number>()
  const statuses = new Map<number, number>()
  const commits = BUCKETS.map(() => 0)
  let commitCount = 0
  let commitMs = 0

  return {
    count: (name, by = 1) => counters.set(name, (counters.get(name) ?? 0) + by),
    answered: status => statuses.set(status, (statuses.get(status) ?? 0) + 1),
    committed(rows, ms) {
      counters.set('commits', (counters.get('commits') ?? 0) + 1)
      counters.set('events_stored', (counters.get('events_stored') ?? 0) + rows)
      commitCount += 1
      commitMs += ms
      BUCKETS.forEach((limit, i) => {
        if (ms <= limit) commits[i] = (commits[i] ?? 0) + 1
      })
    },
    text(gauges) {
      const lines: string[] = []
      for (const [name, value] of counters)
        lines.push(`# TYPE sojourn_${name}_total counter`, `sojourn_${name}_total ${value}`)
      lines.push('# TYPE sojourn_collect_answers_total counter')
      for (const [status, n] of statuses) lines.push(`sojourn_collect_answers_total{status="${status}"} ${n}`)
      lines.push('# TYPE sojourn_commit_ms histogram')
      for (const [i, limit] of BUCKETS.entries()) lines.push(`sojourn_commit_ms_bucket{le="${limit}"} ${commits[i]}`)
      lines.push(`sojourn_commit_ms_bucket{le="+Inf"} ${commitCount}`)
      lines.push(`sojourn_commit_ms_sum ${commitMs.toFixed(1)}`, `sojourn_commit_ms_count ${commitCount}`)
      for (const [name, value] of Object.entries(gauges))
        lines.push(`# TYPE sojourn_${name} gauge`, `sojourn_${name} ${value}`)
      return `${lines.join('\n')}\n`
    },
  }
}
