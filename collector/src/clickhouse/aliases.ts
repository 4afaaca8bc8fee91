import type { MergeRow } from '../store/store.js'
import { type Client, list } from './client.js'

interface Told extends MergeRow {
  at: number
}

/** A merged session has as many ids as there were tabs; what has more is no visit of anybody. */
const LARGEST = 1000

/** The pairs in the order they were told, made flat: every loser with its last winner. A circle changes nothing. */
export function flatten(pairs: readonly Pick<MergeRow, 'loser' | 'winner'>[]): Map<string, string> {
  const winners = new Map<string, string>()
  for (const { loser, winner } of pairs) {
    const from = winners.get(loser) ?? loser
    const to = winners.get(winner) ?? winner
    if (from === to) continue
    for (const [each, its] of winners) if (its === from) winners.set(each, to)
    winners.set(from, to)
  }
  return winners
}

/**
 * Adds loser → winner. The pairs are what is true; `aliases` is made from them, and whoever knew more pairs is right,
 * so that collectors that write at once need not know of each other.
 */
export async function addMerges(client: Client, merges: MergeRow[], at: number): Promise<void> {
  await client.insert(
    'merges',
    merges.flatMap(({ site, loser, winner }) => [
      { site, id: loser, loser, winner, at },
      { site, id: winner, loser, winner, at },
    ]),
  )
  for (const site of new Set(merges.map(merge => merge.site))) {
    const ids = merges.filter(merge => merge.site === site).flatMap(({ loser, winner }) => [loser, winner])
    const pairs = await pairsAround(client, site, ids)
    const rows = [...flatten(pairs)].map(([loser, winner]) => ({ site, loser, winner, known: pairs.length }))
    await client.insert('aliases', rows)
  }
}

/** All pairs that hang together with these ids, in the order they were told. */
async function pairsAround(client: Client, site: string, ids: string[]): Promise<Told[]> {
  const known = new Set<string>()
  const pairs = new Map<string, Told>()
  let next = [...new Set(ids)]
  while (next.length > 0 && known.size < LARGEST + ids.length) {
    for (const id of next) known.add(id)
    const rows = await client.read(
      `SELECT loser, winner, min(at) AS first FROM merges WHERE site = $site AND id IN (${list(next)}) GROUP BY loser, winner`,
      { site },
    )
    for (const row of rows) {
      const [loser, winner] = [String(row.loser), String(row.winner)]
      pairs.set(JSON.stringify([loser, winner]), { site, loser, winner, at: Number(row.first) })
    }
    next = [...new Set([...pairs.values()].flatMap(({ loser, winner }) => [loser, winner]))].filter(
      id => !known.has(id),
    )
  }
  return [...pairs.values()].sort((a, b) => a.at - b.at || (a.loser < b.loser ? -1 : 1))
}

/** Every id that the merged session has or had; the first is the one that it has now. */
export async function idsOf(client: Pick<Client, 'read'>, session: string, site: string | null): Promise<string[]> {
  const values = site === null ? { session } : { session, site }
  const onSite = site === null ? '' : ' AND site = $site'
  const [found] = await client.read(`SELECT winner FROM aliases FINAL WHERE loser = $session${onSite} LIMIT 1`, values)
  const winner = String(found?.winner ?? session)
  const losers = await client.read(`SELECT DISTINCT loser FROM aliases FINAL WHERE winner = $winner${onSite}`, {
    ...values,
    winner,
  })
  return [winner, ...losers.map(({ loser }) => String(loser))]
}
