import { eventsOf } from './events.js'

/** A removal without a quantity takes the line. */
const WHOLE_LINE = 1_000_000_000

/** No cart is worth more than a number can say: a value past the column's range would stop every report. */
export const MOST_VALUE = Number.MAX_SAFE_INTEGER

/**
 * What is in the cart after a session's last cart event, as CTEs that end in `carts`.
 * `view_cart` and `begin_checkout` say the whole cart, `update_cart` a line's new quantity, a purchase empties it.
 * Quantities never fall below 0 (a line may stem from an earlier session): the running sum less its lowest point.
 * Currencies are not added up: the cart's is that of its latest line, and its value that of the lines in it.
 */
export const cartSteps = (low: number): string => `
  lines AS (${eventsOf(low, 'items')}),
  snapshots AS (
    SELECT site, sid, max(ord) AS ord, arg_max(name, ord) = 'purchase' AS empties FROM (
      SELECT site, sid, ord, name FROM e WHERE name IN ('purchase', 'view_cart') AND NOT tail
      UNION ALL SELECT site, sid, ord, name FROM lines WHERE name = 'begin_checkout'
    ) GROUP BY site, sid
  ),
  since_snapshot AS (
    SELECT l.* FROM lines l LEFT JOIN snapshots s ON s.site = l.site AND s.sid = l.sid
    WHERE l.name <> 'purchase' AND (s.ord IS NULL OR l.ord > s.ord OR (l.ord = s.ord AND NOT s.empties))
  ),
  since_set AS (
    SELECT *, max(CASE WHEN name = 'update_cart' THEN ord END) OVER (PARTITION BY site, sid, item_id) AS set_at
    FROM since_snapshot
  ),
  steps AS (
    SELECT *, CASE
      WHEN name = 'remove_from_cart' THEN -coalesce(nullif(quantity, 0), ${WHOLE_LINE})
      ELSE greatest(coalesce(quantity, 1), 0) END AS step
    FROM since_set WHERE set_at IS NULL OR ord >= set_at
  ),
  running AS (
    SELECT *, sum(step) OVER line AS total, row_number() OVER line AS nth FROM steps
    WINDOW line AS (PARTITION BY site, sid, item_id ORDER BY ord, step ROWS UNBOUNDED PRECEDING)
  ),
  cart_lines AS (
    SELECT site, sid, item_id, max(ord) AS ord, arg_max(item_name, ord) AS item_name,
      arg_max(total, nth) - least(0, min(total)) AS quantity,
      arg_max(price_minor, ord) AS price_minor, arg_max(currency, ord) AS currency
    FROM running GROUP BY site, sid, item_id
  ),
  told_lines AS (
    SELECT *, last_value(currency IGNORE NULLS) OVER (PARTITION BY site, sid ORDER BY ord, item_id
      ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS cart_currency
    FROM cart_lines WHERE quantity > 0
  ),
  carts AS (
    SELECT site, sid, any_value(cart_currency) AS cart_currency,
      greatest(least(coalesce(sum(quantity * coalesce(price_minor, 0)) FILTER (coalesce(currency = cart_currency, true)), 0),
        ${MOST_VALUE}), -${MOST_VALUE}) AS cart_value,
      list({ item_id: item_id, item_name: item_name, quantity: quantity, price_minor: price_minor, currency: currency }
        ORDER BY ord, item_id) AS cart_lines
    FROM told_lines GROUP BY site, sid
  )`
