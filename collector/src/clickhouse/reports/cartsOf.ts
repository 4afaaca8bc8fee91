import { MOST_VALUE } from '../../derive/carts.js'
import { type Span, sessionEvents } from './source.js'

/** A removal without a quantity takes the line. */
const WHOLE_LINE = 1_000_000_000
/** In the place of a price that nobody said: none is as low. */
const NO_PRICE = -Number.MAX_SAFE_INTEGER

const NAMES = "('view_cart', 'add_to_cart', 'remove_from_cart', 'update_cart', 'begin_checkout', 'purchase')"

/**
 * What is in the cart after a session's last cart event; the rules are those of derive/carts.ts. Without window
 * functions, which ClickHouse 18 does not have: lines are sorted and summed as arrays.
 */
export function cartsOf(span: Span): string {
  const source = sessionEvents(
    'name, tail, items.item_id, items.item_name, items.quantity, items.price_minor, items.currency',
    span,
    `name IN ${NAMES} AND tail = 0`,
  )
  const flat = `SELECT site, sid, ord, name, \`items.item_id\` AS ids, \`items.item_name\` AS names,
    \`items.quantity\` AS quantities, \`items.price_minor\` AS prices, \`items.currency\` AS currencies FROM (${source})`
  const snapshots = `SELECT site, sid, max(ord) AS whole, argMax(name, ord) = 'purchase' AS empties FROM (${flat})
    WHERE name IN ('purchase', 'view_cart') OR (name = 'begin_checkout' AND notEmpty(ids)) GROUP BY site, sid`
  const lines = `SELECT site, sid, ord, name, item_id, item_name, quantity, price, currency FROM (${flat})
    ARRAY JOIN ids AS item_id, names AS item_name, quantities AS quantity, prices AS price, currencies AS currency
    WHERE name != 'purchase'`
  const since = `SELECT site, sid, ord, name, item_id, item_name, quantity, price, currency
    FROM (${lines}) AS l ANY LEFT JOIN (${snapshots}) AS r USING (site, sid)
    WHERE ord > whole OR (ord = whole AND empties = 0)`
  const step = `multiIf(name = 'remove_from_cart', -(if(ifNull(quantity, 0) = 0, ${WHOLE_LINE}, ifNull(quantity, 0))),
    greatest(ifNull(quantity, 1), 0))`
  const byItem = `SELECT site, sid, item_id, maxIf(ord, name = 'update_cart') AS set_at,
      arraySort(groupArray(tuple(ord, toInt64(assumeNotNull(${step})), ifNull(item_name, ''), ifNull(price, ${NO_PRICE}), ifNull(currency, '')))) AS said
    FROM (${since}) GROUP BY site, sid, item_id`
  const running = `SELECT site, sid, item_id, arrayFilter((x, at) -> x.1 >= at, said, arrayResize([set_at], length(said), set_at)) AS kept,
      arrayMap(x -> x.2, kept) AS steps,
      arraySum(steps) - least(0, arrayReduce('min', arrayCumSum(steps))) AS left,
      arrayMap(x -> x.1, kept)[-1] AS last,
      arrayFilter(x -> x != '', arrayMap(x -> x.3, kept))[-1] AS item_name,
      if(notEmpty(arrayFilter(x -> x != ${NO_PRICE}, arrayMap(x -> x.4, kept)) AS prices), prices[-1], ${NO_PRICE}) AS price,
      arrayFilter(x -> x != '', arrayMap(x -> x.5, kept))[-1] AS currency
    FROM (${byItem})`
  const ordered = `SELECT site, sid, arraySort(groupArray(tuple(last, item_id, item_name, left, price, currency))) AS ordered,
      arrayMap(x -> x.6, ordered) AS line_currencies,
      arrayFilter(x -> x != '', line_currencies)[-1] AS cart_currency,
      arrayResize([cart_currency], length(ordered), cart_currency) AS currencies
    FROM (${running}) WHERE left > 0 GROUP BY site, sid`
  // Products past the range of Int64 would come out as anything.
  const worth = `if(x.5 = ${NO_PRICE} OR (x.6 != '' AND x.6 != of), 0, toFloat64(x.4) * x.5)`
  return `SELECT site, sid, cart_currency,
      toInt64(greatest(least(arraySum(arrayMap((x, of) -> ${worth}, ordered, currencies)), toFloat64(${MOST_VALUE})), toFloat64(-${MOST_VALUE}))) AS cart_value,
      arrayMap(x -> x.2, ordered) AS line_ids,
      arrayMap(x -> if(x.3 = '', NULL, x.3), ordered) AS line_names,
      arrayMap(x -> x.4, ordered) AS line_quantities,
      arrayMap(x -> if(x.5 = ${NO_PRICE}, NULL, x.5), ordered) AS line_prices,
      line_currencies
    FROM (${ordered})`
}
