// Abandoned carts, newest first: what was in them, what it was worth, and where it ended.
import type { CartRow } from '../src/api'
import { arrange, element, find, setText } from './dom'
import { formatCount, formatMoment, formatMoney } from './format'
import { createSessionDetails, type LoadSession, type SessionDetails } from './session-details'

const FIRST = 6
/** How many carts are asked for. */
export const MOST_CARTS = 1_000

interface Row {
  details: SessionDetails
  update(cart: CartRow, now: number): void
}

export function createCarts(section: HTMLElement, load: LoadSession): (carts: readonly CartRow[], now: number) => void {
  const list = find('[data-list="carts"]', section)
  const total = find('[data-total]', section)
  const more = find<HTMLButtonElement>('[data-more]', section)
  const rows = new Map<string, Row>()
  let limit = FIRST
  let redraw = () => {}

  more.addEventListener('click', () => {
    limit += 20
    redraw()
  })

  return (carts, now) => {
    redraw = () => {
      section.dataset.empty = String(carts.length === 0)
      const shown = carts.slice(0, limit)
      const present = new Set(shown.map(cart => cart.session))
      for (const id of rows.keys()) if (!present.has(id)) rows.delete(id)
      // The sum of some is not the sum.
      setText(total, carts.length < MOST_CARTS ? describeTotals(carts) : '')
      arrange(
        list,
        shown.map(cart => {
          const row = rows.get(cart.session) ?? createRow(cart.session, load)
          rows.set(cart.session, row)
          row.update(cart, now)
          return row.details.element
        }),
      )
      more.hidden = carts.length <= limit
    }
    redraw()
  }
}

function createRow(id: string, load: LoadSession): Row {
  const details = createSessionDetails(id, load)
  const items = element('span', { class: 'items' })
  const where = element('span', { class: 'under' })
  const value = element('data', { class: 'length', value: '' })
  const when = element('span', { class: 'under' })
  details.summary.append(
    element('span', { class: 'session-main' }, items, ' ', where),
    ' ',
    element('span', { class: 'session-side' }, value, ' ', when),
  )
  return {
    details,
    update(cart, now) {
      details.element.dataset.cart = 'abandoned'
      setText(items, describeItems(cart.items))
      setText(where, cart.last_page === null ? '' : `left at ${cart.last_page}`)
      value.value = String(cart.value)
      setText(value, formatMoney(cart.value, cart.currency))
      setText(when, formatMoment(cart.time, now))
    },
  }
}

const describeItems = (items: CartRow['items']): string =>
  items.map(item => `${formatCount(item.quantity)} × ${item.item_name || item.item_id}`).join(', ') || 'Items unknown'

/** Each currency for itself: they are not added up. */
function describeTotals(carts: readonly CartRow[]): string {
  const sums = new Map<string | null, number>()
  for (const { currency, value } of carts) sums.set(currency, (sums.get(currency) ?? 0) + value)
  return [...sums].map(([currency, value]) => formatMoney(value, currency)).join(' + ')
}
