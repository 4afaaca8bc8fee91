/**
 * Runs `measure(peer)` for each peer, says how far it is, and keeps going: what fails is a row that says why.
 * Resolves to `{ [id]: { cells } | { failed } }`.
 */
export async function each(peers, measure, { log = console.log, atOnce = 1 } = {}) {
  const rows = {}
  const waiting = [...peers]
  let done = 0
  const work = async () => {
    for (let peer = waiting.shift(); peer; peer = waiting.shift()) {
      const began = Date.now()
      try {
        rows[peer.id] = { cells: await measure(peer) }
      } catch (error) {
        rows[peer.id] = {
          failed: String(error.message ?? error)
            .split('\n')[0]
            .slice(0, 160),
        }
      }
      const { failed } = rows[peer.id]
      const seconds = ((Date.now() - began) / 1000).toFixed(1)
      log(`  ${++done}/${peers.length} ${peer.title} ${failed ? `did not run: ${failed}` : `${seconds} s`}`)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  return rows
}
