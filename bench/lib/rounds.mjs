// Timed figures: the peers take turns, so that noise hits them all.
import { spread } from './stats.mjs'

/**
 * `sample(peer)` resolves to `{ column: number }`. Samples of earlier runs on the same build are added to.
 * Resolves to rows like each(): `{ cells, samples }` or `{ failed }`.
 */
export async function inTurns({ peers, rounds, before, isSameBuild, sample, log = console.log }) {
  const samples = Object.fromEntries(
    peers.map(({ id }) => [id, isSameBuild ? [...(before.rows[id]?.samples ?? [])] : []]),
  )
  const failed = {}
  for (let round = 1; round <= rounds; round++) {
    // Another order each time: nobody is always the one after the slowest.
    const first = (round * 5) % peers.length
    for (const peer of [...peers.slice(first), ...peers.slice(0, first)]) {
      try {
        samples[peer.id].push(await sample(peer))
      } catch (error) {
        failed[peer.id] = String(error.message ?? error)
          .split('\n')[0]
          .slice(0, 160)
        log(`  ${peer.title}: ${failed[peer.id]}`)
      }
    }
    log(`  round ${round} of ${rounds}`)
  }
  return Object.fromEntries(
    peers.map(({ id }) => {
      const own = samples[id]
      if (!own.length) return [id, { failed: failed[id] ?? 'no sample' }]
      const keys = [...new Set(own.flatMap(Object.keys))]
      const figures = key => own.map(one => one[key]).filter(Number.isFinite)
      const cells = keys.filter(key => figures(key).length).map(key => [key, spread(figures(key))])
      return [id, { cells: Object.fromEntries(cells), samples: own }]
    }),
  )
}

/** The same without what the page itself costs: the empty row's median. */
export function lessEmpty(rows, keys) {
  const empty = rows.empty?.cells
  if (!empty) return rows
  for (const [id, { cells }] of Object.entries(rows)) {
    if (!cells || id === 'empty') continue
    for (const key of keys) {
      const base = empty[key]?.value
      if (!cells[key] || base === undefined) continue
      const { value, low, high, n } = cells[key]
      cells[key] = { value: value - base, low: low - base, high: high - base, n }
    }
  }
  return rows
}
