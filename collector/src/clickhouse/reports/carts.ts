import type { CartRow } from '../../api.js'
import { cartRow } from '../../reports/carts.js'
import { valuesOf } from '../../reports/events.js'
import type { Scope } from '../../reports/scope.js'
import type { Read } from '../client.js'
import { sessionsOf } from './sessionsOf.js'

/** GET /api/carts: abandoned ones, newest first. */
export async function carts(read: Read, scope: Scope): Promise<CartRow[]> {
  const rows = await read(
    `SELECT sid, ending, cart_value, cart_currency, last_path,
      line_ids, line_names, line_quantities, line_prices, line_currencies
    FROM (${sessionsOf(scope)})
    WHERE cart = 'abandoned' ORDER BY ending DESC, sid LIMIT ${scope.offset}, ${scope.limit}`,
    valuesOf(scope),
  )
  return rows.map(row => {
    const [names, quantities, prices, currencies] = [
      row.line_names,
      row.line_quantities,
      row.line_prices,
      row.line_currencies,
    ] as unknown[][]
    const cart_lines = (row.line_ids as string[]).map((item_id, i) => ({
      item_id,
      item_name: names?.[i] ?? null,
      quantity: quantities?.[i],
      price_minor: prices?.[i] ?? null,
      currency: currencies?.[i] || null,
    }))
    return cartRow({
      ...row,
      end: row.ending,
      cart_currency: row.cart_currency || null,
      last_path: row.last_path || null,
      cart_lines,
    })
  })
}
