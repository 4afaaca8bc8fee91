import { PEERS } from '../peers.mjs'
import { show } from './cells.mjs'

/** A table for the console. */
export function printTable(table, { rows }) {
  const all = [
    ['', ...table.columns.map(({ label, unit }) => (unit ? `${label}, ${unit}` : label))],
    ...PEERS.filter(({ id }) => rows[id]).map(({ id, title }) => {
      const { cells, failed } = rows[id]
      return failed ? [title, `did not run: ${failed}`] : [title, ...table.columns.map(({ key }) => show(cells[key]))]
    }),
  ]
  const widths = all[0].map((_, i) => Math.max(...all.filter(r => r.length > 2).map(r => r[i]?.length ?? 0)))
  console.log(`\n${table.title}`)
  for (const [first, ...rest] of all) {
    console.log(`  ${first.padEnd(widths[0])}  ${rest.map((cell, i) => cell.padStart(widths[i + 1])).join('  ')}`)
  }
}
