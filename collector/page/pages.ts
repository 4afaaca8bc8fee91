// Popular, entry and exit pages in one table; a choice of order instead of three tables.
import type { PageRow } from '../src/api'
import { find } from './dom'
import { formatCount, formatDuration, formatShare } from './format'
import { createTable, nameCell, valueCell } from './table'

type Order = 'views' | 'entries' | 'exits'

export function createPages(section: HTMLElement): (rows: readonly PageRow[]) => void {
  const table = find('table', section)
  let order: Order = 'views'
  let rows: readonly PageRow[] = []

  const { show } = createTable<PageRow>(find('tbody', section), (row, all) => {
    const most = Math.max(1, ...all.map(other => other[order]))
    return [
      nameCell(row.path, row.title, row[order] / most),
      valueCell('views', row.views, formatCount(row.views)),
      valueCell('sessions', row.sessions, formatCount(row.sessions)),
      valueCell('entries', row.entries, formatCount(row.entries)),
      valueCell('exits', row.exits, formatCount(row.exits)),
      valueCell('engaged', row.engaged_median, formatDuration(row.engaged_median)),
      valueCell('scroll', row.scroll_median, formatShare(row.scroll_median === null ? null : row.scroll_median / 100)),
    ]
  })

  const draw = () => {
    table.dataset.order = order
    for (const head of table.querySelectorAll<HTMLElement>('thead [data-column]')) {
      if (head.dataset.column === order) head.setAttribute('aria-sort', 'descending')
      else head.removeAttribute('aria-sort')
    }
    show(
      [...rows].sort((one, other) => other[order] - one[order] || other.views - one.views),
      order,
    )
  }
  section.addEventListener('change', event => {
    const { value } = event.target as HTMLInputElement
    if (value !== 'views' && value !== 'entries' && value !== 'exits') return
    order = value
    draw()
  })

  return next => {
    rows = next
    section.dataset.empty = String(rows.length === 0)
    draw()
  }
}
