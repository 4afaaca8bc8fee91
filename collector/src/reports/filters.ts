import type { Scope } from './scope.js'

/** What narrows every report to some sessions. Each is a property of the whole session. */
export const FILTERS = ['entry', 'referrer', 'campaign', 'device'] as const
export type Filter = (typeof FILTERS)[number]
export type Filters = Partial<Record<Filter, string>>

/** Stands for sessions that have none: came directly, by no campaign, on an unknown device. */
export const NONE = '(none)'

const DEVICES = ['phone', 'tablet', 'desktop', NONE]
const LONGEST_VALUE = 1000

export function readFilters(query: URLSearchParams): { ok: true; filters: Filters } | { ok: false; reason: string } {
  const filters: Filters = {}
  for (const filter of FILTERS) {
    const value = query.get(filter)
    if (!value) continue
    if (value.length > LONGEST_VALUE) return { ok: false, reason: `${filter}: at most ${LONGEST_VALUE} characters` }
    if (filter === 'device' && !DEVICES.includes(value)) {
      return { ok: false, reason: `device: expected one of ${DEVICES.join(', ')}` }
    }
    filters[filter] = value
  }
  return { ok: true, filters }
}

/** What a filter is compared with, in the table `sessions`. A referrer is told by its host. */
export const COLUMN: Record<Filter, string> = {
  entry: 'entry',
  referrer: "coalesce(nullif(regexp_extract(referrer, '^[a-z][a-z0-9+.-]*://(?:www[.])?([^/?#]+)', 1), ''), referrer)",
  campaign: 'campaign',
  device: 'device',
}

/** Of an entry page may be said how it begins. */
const isPrefix = (filter: Filter, value: string): boolean => filter === 'entry' && value.endsWith('*')

interface Words {
  column: Record<Filter, string>
  isNone: string
  startsWith: string
}

/** Conditions on sessions, to be added to others, in the words of a store. */
export const matchingIn =
  ({ column, isNone, startsWith }: Words) =>
  ({ filters }: Pick<Scope, 'filters'>): string =>
    given(filters)
      .map(([filter, value]) => {
        if (value === NONE) return ` AND ${column[filter]} ${isNone}`
        return isPrefix(filter, value) ? ` AND ${startsWith}(entry, $entry)` : ` AND ${column[filter]} = $${filter}`
      })
      .join('')

export const matching = matchingIn({ column: COLUMN, isNone: 'IS NULL', startsWith: 'starts_with' })

export const filterValues = (filters: Filters): Record<string, string> =>
  Object.fromEntries(
    given(filters).flatMap(([filter, value]) =>
      value === NONE ? [] : [[filter, isPrefix(filter, value) ? value.slice(0, -1) : value]],
    ),
  )

const given = (filters: Filters) => Object.entries(filters) as [Filter, string][]

export const isFiltered = ({ filters }: Pick<Scope, 'filters'>): boolean => given(filters).length > 0
