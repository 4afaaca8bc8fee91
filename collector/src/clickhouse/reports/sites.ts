import type { Scope } from '../../reports/scope.js'
import type { Read } from '../client.js'
import { inPeriod } from './source.js'

/** GET /api/sites: names that were heard of in the period, for the page's choice. */
export async function sites(read: Read, scope: Scope): Promise<string[]> {
  const rows = await read(
    `SELECT DISTINCT site FROM marks WHERE ${inPeriod('received', scope)} ORDER BY site LIMIT 1000`,
  )
  return rows.map(({ site }) => String(site))
}
