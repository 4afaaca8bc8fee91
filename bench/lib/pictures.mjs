import { writeFileSync } from 'node:fs'
import { isComplete, PEERS } from '../peers.mjs'
import { figureOf, show } from './cells.mjs'
import { barChart } from './svg.mjs'

/** One picture for each column that asks for it: `size.svg`, `cost-click.svg`. */
export function drawPictures(table, { rows }, folder) {
  return table.columns
    .filter(column => column.picture)
    .map(column => {
      const bars = PEERS.filter(
        peer => peer.id !== 'empty' && typeof figureOf(rows[peer.id]?.cells?.[column.key]) === 'number',
      )
        .map(peer => {
          const value = figureOf(rows[peer.id].cells[column.key])
          const shown = `${show(value)} ${column.unit ?? ''}`.trim()
          return { title: peer.title, value: Math.max(0, value), shown, ours: peer.ours, partial: !isComplete(peer) }
        })
        .sort((a, b) => a.value - b.value)
      const name = typeof column.picture === 'string' ? `${table.name}-${column.picture}.svg` : `${table.name}.svg`
      const title = `${table.title}: ${column.title ?? column.label}`
      const note = 'Pale bars: no sessions, clicks or forms of their own. Figures: bench/RESULTS.md'
      if (bars.length) writeFileSync(new URL(name, folder), barChart({ title, note, bars }))
      return name
    })
}
