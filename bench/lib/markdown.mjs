import { PEERS, versionOf } from '../peers.mjs'
import { WHY } from '../why.mjs'
import { beats, figureOf, show } from './cells.mjs'

const row = cells => `| ${cells.join(' | ')} |`
const titleOf = peer => (versionOf(peer) ? `${peer.title} ${versionOf(peer)}` : peer.title)

/** The better of our two rows: somebody else must beat both to be called better. */
const ourBest = (column, rows) =>
  PEERS.filter(peer => peer.ours && rows[peer.id]?.cells)
    .map(peer => rows[peer.id].cells[column.key])
    .filter(cell => typeof figureOf(cell) === 'number')
    .sort((a, b) => (figureOf(a) - figureOf(b)) * (column.better === 'low' ? 1 : -1))[0]

/** One line for each that is better in something, and why. */
function reasons(table, rows) {
  return PEERS.filter(peer => !peer.ours && peer.id !== 'empty' && rows[peer.id]?.cells).flatMap(peer => {
    const better = table.columns.filter(column => beats(column, rows[peer.id].cells[column.key], ourBest(column, rows)))
    if (!better.length) return []
    const known = [peer.lacks, WHY[table.name]?.[peer.id]].filter(Boolean).join('; ')
    const why = known || 'measured so; the reason was not looked for'
    const names = [...new Set(better.map(({ title, label }) => title ?? label))].join(' · ')
    return [`- **${peer.title}** is better in: ${names}. Why: ${why}.`]
  })
}

/** A table as markdown: bold is better than both of ours. */
export function renderTable(table, { rows, made }) {
  const head = table.columns.map(({ label, unit }) => (unit ? `${label}, ${unit}` : label))
  const lines = PEERS.filter(peer => !(peer.isNoTracker && table.trackersOnly)).map(peer => {
    const { cells, failed } = rows[peer.id] ?? { failed: 'not measured yet' }
    if (failed)
      return row([
        titleOf(peer),
        rows[peer.id] ? `did not run: ${failed}` : failed,
        ...table.columns.slice(1).map(() => ''),
      ])
    const shown = table.columns.map(column => {
      const cell = cells[column.key]
      const isBetter = !peer.ours && beats(column, cell, ourBest(column, rows))
      return isBetter ? `**${show(cell)}**` : show(cell)
    })
    return row([titleOf(peer), ...shown])
  })
  const rounds = Math.max(0, ...Object.values(rows).map(one => one.samples?.length ?? 0))
  const when = made
    ? `_${made.date} UTC · ${made.revision} · Chromium ${made.chromium} · Node ${made.node} · ${made.machine}${made.load ? `, load ${made.load} at the start` : ''}${rounds ? ` · ${rounds} ${rounds > 1 ? 'rounds at most' : 'round'}` : ''}_`
    : ''
  return [
    `## ${table.title}`,
    table.text,
    [row(['', ...head]), row(['---', ...head.map(() => '---:')]), ...lines].join('\n'),
    reasons(table, rows).join('\n'),
    ...(table.notes?.(rows) ?? []),
    when,
  ]
    .filter(Boolean)
    .join('\n\n')
}
