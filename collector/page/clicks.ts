// What people use, and where; or what they have stopped using.
import type { ClickRow, UnusedRow } from '../src/api'
import type { Query } from './api'
import { find } from './dom'
import { formatCount, formatMoment } from './format'
import { createTable, nameCell, valueCell } from './table'

export interface Clicks {
  /** Which of the two lists is asked for. */
  query(): Query
  show(rows: readonly (ClickRow | UnusedRow)[]): void
}

export function createClicks(section: HTMLElement, onChange: () => void): Clicks {
  const lists = { most: find('[data-used]', section), never: find('[data-unused]', section) }
  let shown: keyof typeof lists = 'most'
  const most = createTable<ClickRow>(find('tbody', lists.most), (row, all) => [
    nameCell(nameOf(row), row.path, row.count / (all[0]?.count || 1)),
    valueCell('count', row.count, formatCount(row.count)),
    valueCell('sessions', row.sessions, formatCount(row.sessions)),
  ])
  const never = createTable<UnusedRow>(find('tbody', lists.never), (row, all) => [
    nameCell(nameOf(row), row.path, row.views / (all[0]?.views || 1)),
    valueCell('views', row.views, formatCount(row.views)),
    valueCell('last_used', row.last_used, formatMoment(row.last_used, Date.now())),
  ])

  section.addEventListener('change', event => {
    shown = (event.target as HTMLInputElement).value === 'never' ? 'never' : 'most'
    onChange()
  })

  return {
    query: () => (shown === 'never' ? { unused: 1 } : {}),
    show(rows) {
      lists.most.hidden = shown !== 'most'
      lists.never.hidden = shown !== 'never'
      const empty = String(rows.length === 0)
      lists[shown].dataset.empty = empty
      section.dataset.none = empty
      if (shown === 'most') most.show(rows as ClickRow[])
      else never.show(rows as UnusedRow[])
    },
  }
}

const nameOf = ({ label, tag }: { label: string; tag: string }): string => label || `<${tag}>`
