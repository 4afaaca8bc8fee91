// What people click, and where.
import { find } from './dom'
import { formatCount } from './format'
import { createTable, nameCell, valueCell } from './table'

export interface ClickRow {
  path: string
  label: string
  tag: string
  count: number
  sessions: number
}

export function createClicks(section: HTMLElement): (rows: readonly ClickRow[]) => void {
  const table = createTable<ClickRow>(find('tbody', section), (row, all) => [
    nameCell(row.label || `<${row.tag}>`, row.path, row.count / (all[0]?.count || 1)),
    valueCell('count', row.count, formatCount(row.count)),
    valueCell('sessions', row.sessions, formatCount(row.sessions)),
  ])
  return rows => {
    section.dataset.empty = String(rows.length === 0)
    table.show([...rows].sort((one, other) => other.count - one.count))
  }
}
