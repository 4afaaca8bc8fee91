// Which forms are sent, and which are begun and left.
import { find } from './dom'
import { formatCount } from './format'
import { createTable, nameCell, valueCell } from './table'

export interface FormRow {
  path: string
  form: string
  views: number
  submits: number
  abandoned: number
}

export function createForms(section: HTMLElement): (rows: readonly FormRow[]) => void {
  const table = createTable<FormRow>(find('tbody', section), (row, all) => [
    nameCell(row.form || 'form', row.path, row.submits / (all[0]?.submits || 1)),
    valueCell('views', row.views, formatCount(row.views)),
    valueCell('submits', row.submits, formatCount(row.submits)),
    valueCell('abandoned', row.abandoned, formatCount(row.abandoned)),
  ])
  return rows => {
    section.dataset.empty = String(rows.length === 0)
    table.show([...rows].sort((one, other) => other.submits - one.submits))
  }
}
