import type { Read } from '../store/connection.js'
import type { Scope } from './scope.js'

/** GET /api/sites: names that were heard of in the period, for the page's choice. */
export async function sites(read: Read, { from, to }: Scope): Promise<string[]> {
  const rows = await read(
    `SELECT DISTINCT site FROM marks WHERE received >= ${from} AND received < ${to} ORDER BY site LIMIT 1000`,
  )
  return rows.map(({ site }) => String(site))
}
