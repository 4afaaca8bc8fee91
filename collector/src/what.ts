import { isObject, numberOf, textOf } from './is.js'
import type { Props } from './wire.js'

const MANY = ['view_cart', 'begin_checkout', 'purchase']

/** A short human sentence part for a timeline. Plain text: whoever shows it must not read it as markup. */
export function whatOf(name: string, props: Props): string {
  const items = (Array.isArray(props.items) ? props.items.filter(isObject) : []) as Props[]
  const [item] = items
  if (name === 'page_view') return textOf(props.title, 200) ?? textOf(props.path, 200) ?? ''
  if (name === 'page_leave') {
    const seconds = Math.round((numberOf(props.engaged_ms) ?? 0) / 1000)
    return `${seconds} s engaged, ${numberOf(props.scroll_pct) ?? 0} % scrolled`
  }
  if (name === 'session_start' || name === 'session_end') return textOf(props.reason, 40) ?? ''
  if (name === 'purchase') return amount(props) ?? textOf(props.transaction_id, 200) ?? ''
  if (MANY.includes(name)) return amount(props) ?? `${items.length} ${items.length === 1 ? 'item' : 'items'}`
  if (item) {
    const quantity = numberOf(item.quantity)
    const title = textOf(item.item_name, 200) ?? textOf(item.item_id, 200) ?? ''
    return quantity !== null && quantity !== 1 ? `${quantity} × ${title}` : title
  }
  const el = isObject(props.el) ? props.el : {}
  const element = textOf(el.label, 200) ?? textOf(el.name, 200) ?? textOf(el.id, 200)
  if (element) return element
  if (name === 'click') return textOf(props.href, 200) ?? textOf(el.tag, 40) ?? ''
  if (name === 'form_submit') return textOf(props.action, 200) ?? ''
  const [key] = Object.keys(props).filter(key => typeof props[key] === 'string')
  return key === undefined ? '' : String(props[key]).slice(0, 200)
}

function amount(props: Props): string | null {
  const value = numberOf(props.value)
  return value === null ? null : [value.toFixed(2), textOf(props.currency, 3)].filter(Boolean).join(' ')
}
