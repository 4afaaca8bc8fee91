import type { CartRow } from '../api.js'
import { toMajor } from '../money.js'
import type { Read, Row } from '../store/connection.js'
import { valuesOf } from './events.js'
import type { Scope } from './scope.js'
import { sessionsAt } from './sessionsAt.js'

/** GET /api/carts: abandoned ones, newest first. */
export async function carts(read: Read, scope: Scope): Promise<CartRow[]> {
  const rows = await read(
    `WITH ${sessionsAt(scope)}
    SELECT sid, "end", cart_value, cart_currency, cart_lines, last_path FROM sessions
    WHERE cart = 'abandoned'
    ORDER BY "end" DESC, sid LIMIT ${scope.limit} OFFSET ${scope.offset}`,
    valuesOf(scope),
  )
  return rows.map(cartRow)
}

interface Line {
  item_id: string
  item_name: string | null
  quantity: number
  price_minor: number | null
  currency: string | null
}

export function cartRow(row: Row): CartRow {
  const currency = (row.cart_currency ?? null) as string | null
  return {
    session: String(row.sid),
    time: Number(row.end),
    value: toMajor(Number(row.cart_value), currency),
    currency,
    items: (row.cart_lines as Line[]).map(line => ({
      item_id: line.item_id,
      ...(line.item_name === null ? {} : { item_name: line.item_name }),
      quantity: line.quantity,
      ...(line.price_minor === null ? {} : { price: toMajor(line.price_minor, line.currency) }),
      ...(line.currency === currency || line.currency === null ? {} : { currency: line.currency }),
    })),
    last_page: row.last_path as string | null,
  }
}
