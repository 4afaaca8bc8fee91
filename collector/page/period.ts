// Which stretch of time the page is about. Days are the reader's own calendar days. Pure.

export type Period = { kind: 'today' | '7d' | '30d' } | { kind: 'custom'; first: string; last: string }

export interface Span {
  from: number
  to: number
  /** Reaches to this moment, so live events belong to it. */
  open: boolean
}

const DATE = /^\d{4}-\d{2}-\d{2}$/

function midnight(time: number, days = 0): number {
  const date = new Date(time)
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() + days).getTime()
}

/** '2026-03-14' as the midnight with which it begins here. */
function dayStart(date: string, days = 0): number {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number)
  return new Date(year, month - 1, day + days).getTime()
}

/** A time as the date that a date field holds. */
export function toDateField(time: number): string {
  const date = new Date(time)
  const two = (value: number) => String(value).padStart(2, '0')
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
}

export function resolvePeriod(period: Period, now: number): Span {
  switch (period.kind) {
    case 'today':
      return { from: midnight(now), to: now, open: true }
    case '7d':
      return { from: midnight(now, -6), to: now, open: true }
    case '30d':
      return { from: midnight(now, -29), to: now, open: true }
    case 'custom': {
      const [first, last] = [period.first, period.last].sort() as [string, string]
      const end = dayStart(last, 1)
      return { from: dayStart(first), to: Math.min(end, now), open: end > now }
    }
  }
}

export function readPeriod(query: URLSearchParams): Period {
  const first = query.get('first')
  const last = query.get('last')
  if (first && last && DATE.test(first) && DATE.test(last)) return { kind: 'custom', first, last }
  const kind = query.get('period')
  return { kind: kind === 'today' || kind === '30d' ? kind : '7d' }
}

export function writePeriod(period: Period, query: URLSearchParams): void {
  for (const key of ['period', 'first', 'last']) query.delete(key)
  if (period.kind === 'custom') {
    query.set('first', period.first)
    query.set('last', period.last)
  } else query.set('period', period.kind)
}
