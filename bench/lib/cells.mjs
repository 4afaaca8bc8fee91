// How a figure is shown. A cell is a number, a text, or `{ value, low, high, n }`.
export const figureOf = cell => (cell !== null && typeof cell === 'object' ? cell.value : cell)

const digits = value => {
  if (!Number.isFinite(value)) return String(value)
  const size = Math.abs(value)
  const places = Number.isInteger(value) || size >= 100 ? 0 : size >= 10 ? 1 : 2
  return value.toFixed(places).replace(/\B(?=(\d{3})+$)/g, ' ')
}

export function show(cell) {
  if (cell === undefined || cell === null) return '–'
  if (typeof cell === 'string') return cell
  if (typeof cell === 'number') return digits(cell)
  const { value, low, high, n } = cell
  const isWide = n > 1 && low !== high
  return digits(value) + (isWide ? ` (${digits(low)}–${digits(high)})` : '')
}

/** Whether `cell` is better than ours by more than nothing. */
export function beats(column, cell, ours) {
  const [theirs, own] = [figureOf(cell), figureOf(ours)]
  if (!column.better || typeof theirs !== 'number' || typeof own !== 'number') return false
  return column.better === 'low' ? theirs < own : theirs > own
}
