// Rows of a table, the first few at first. What a column shows is the caller's.
import { arrange, element } from './dom'
import { formatCount } from './format'

const FIRST = 10

export interface Table<Row> {
  /** `order` names what decides the cells beside the rows themselves. */
  show(rows: readonly Row[], order?: string): void
}

/** `cells` makes one row from its data and all the others. */
export function createTable<Row>(
  body: HTMLElement,
  cells: (row: Row, rows: readonly Row[]) => HTMLElement[],
): Table<Row> {
  const more = element('button', { type: 'button', class: 'quiet more', hidden: true })
  body.closest('table')?.after(more)
  let all: readonly Row[] = []
  let known = ''
  let open = false

  const draw = () => {
    const shown = open ? all : all.slice(0, FIRST)
    arrange(
      body,
      shown.map(row => element('tr', {}, ...cells(row, all))),
    )
    more.hidden = all.length <= FIRST
    more.textContent = open ? 'Show fewer' : `Show all ${formatCount(all.length)}`
    more.setAttribute('aria-expanded', String(open))
  }
  more.addEventListener('click', () => {
    open = !open
    draw()
  })

  return {
    show(rows, order = '') {
      // The same answer again leaves the rows, and what is selected in them, alone.
      const text = order + JSON.stringify(rows)
      if (text === known) return
      known = text
      all = rows
      draw()
    },
  }
}

/** A cell that names its row, with an optional bar for its share of the greatest. */
export function nameCell(main: string, under = '', share = 0): HTMLElement {
  const cell = element('th', { scope: 'row' })
  const bar = element('span', { class: 'bar' }, element('span', { class: 'path' }, main))
  bar.style.setProperty('--share', `${Math.max(0, Math.min(1, share)) * 100}%`)
  cell.append(bar)
  if (under && under !== main) cell.append(element('span', { class: 'under' }, under))
  return cell
}

/** A cell with a number: the raw value for programs, the words for people. */
export function valueCell(column: string, value: number | null, text: string): HTMLElement {
  return element('td', { 'data-column': column }, element('data', { value: value ?? '' }, text))
}
