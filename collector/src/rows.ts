import { isObject, numberOf, textOf } from './is.js'
import { toMinor } from './money.js'
import { HAS_ADDRESS, pathOf, redact } from './redact.js'
import type { EventRow, ItemRow } from './store/store.js'
import type { IncomingBatch, IncomingEvent, Props } from './wire.js'

export interface RowContext {
  received: number
  /** Add to the browser's clock to get ours. */
  skew: number
  device: string | null
}

/** Events that say how somebody came; a site's own event may have a field of that name too. */
const ARRIVALS = new Set(['session_start', 'page_view', 'campaign'])
/** Events whose items are lines of a cart. */
const CART = new Set(['view_cart', 'add_to_cart', 'remove_from_cart', 'update_cart', 'begin_checkout', 'purchase'])

const whole = (value: unknown): number | null => {
  const number = numberOf(value)
  return number === null || Math.abs(number) > 2 ** 31 - 1 ? null : Math.round(number)
}
const moment = (value: unknown): number | null => {
  const number = numberOf(value)
  return number === null || number < 0 || number > 1e14 ? null : Math.round(number)
}

/** One stored row from one event: the hot fields become columns, so that reports never parse JSON. */
export function eventRow(batch: IncomingBatch, event: IncomingEvent, context: RowContext): EventRow {
  const given = JSON.stringify(event.props)
  const clean = !HAS_ADDRESS.test(given)
  const props = clean ? event.props : (redact(event.props) as Props)
  const item = itemsOf(props)[0]
  const el = isObject(props.el) ? props.el : {}
  const currency = textOf(props.currency, 3) ?? textOf(item?.currency, 3)
  return {
    site: batch.site,
    doc: batch.doc,
    seq: event.seq,
    session: event.session,
    page: event.page,
    time: event.time,
    corrected: event.time + context.skew,
    received: context.received,
    name: event.name,
    path: event.name === 'page_view' && textOf(props.path) ? pathOf(String(props.path)) : pathOf(event.url),
    referrer: outside(textOf(props.referrer), event.url),
    title: event.name === 'page_view' ? textOf(props.title, 300) : null,
    target: targetOf(event.name, props, el),
    value_minor: toMinor(numberOf(props.value), currency),
    currency,
    cart_id: textOf(props.cart_id, 200),
    moment: moment(event.name === 'session_end' ? props.end : props.last),
    reason: textOf(props.reason, 40),
    engaged: event.name === 'page_leave' ? whole(props.engaged_ms) : null,
    scroll: event.name === 'page_leave' ? whole(props.scroll_pct) : null,
    timeout: event.name === 'session_start' ? moment(props.timeout) : null,
    previous: textOf(props.previous, 64),
    campaign: ARRIVALS.has(event.name) ? campaignOf(props) : null,
    store: batch.store,
    device: context.device,
    automation: batch.automation,
    tail: event.tail,
    tag: textOf(el.tag, 40),
    form: formOf(event.name, el),
    props: clean ? given : JSON.stringify(props),
  }
}

export function itemRows(row: EventRow, event: IncomingEvent): ItemRow[] {
  // What follows a finished purchase says nothing about a cart.
  if (!CART.has(event.name) || event.tail) return []
  const { site, session, doc, seq, time, corrected, name } = row
  return itemsOf(event.props).flatMap(given => {
    const item = redact(given) as Props
    const item_id = textOf(item.item_id, 200)
    if (item_id === null) return []
    const currency = textOf(item.currency, 3) ?? row.currency
    const price_minor = toMinor(numberOf(item.price), currency)
    const item_name = textOf(item.item_name, 300)
    return [
      {
        site,
        session,
        doc,
        seq,
        time,
        corrected,
        name,
        item_id,
        item_name,
        quantity: whole(item.quantity),
        price_minor,
        currency,
      },
    ]
  })
}

const itemsOf = (props: Props): Props[] => (Array.isArray(props.items) ? (props.items.filter(isObject) as Props[]) : [])

/** What a click, a form or a purchase is told apart by in the reports. */
function targetOf(name: string, props: Props, el: Record<string, unknown>): string | null {
  if (name === 'purchase') return textOf(props.transaction_id, 200)
  const text = textOf(el.label, 200) ?? textOf(el.name, 200) ?? textOf(el.id, 200) ?? textOf(el.testid, 200)
  if (name === 'form_submit') return text ?? textOf(props.action, 200) ?? textOf(el.path, 400)
  return text ?? textOf(props.href, 400) ?? textOf(el.path, 400) ?? textOf(el.tag, 40)
}

/** Where somebody came from; the site itself is not a source. */
function outside(referrer: string | null, url: string): string | null {
  if (referrer === null || !URL.canParse(referrer) || !URL.canParse(url)) return referrer
  return new URL(referrer).host === new URL(url).host ? null : referrer
}

/** From an element's path, `main>form#contact>p>button`. Forms do not nest. */
function formOf(name: string, el: Record<string, unknown>): string | null {
  const found = /(?:^|>)(form(?:#[\w-]+)?)(?:>|$)/.exec(textOf(el.path, 400) ?? '')?.[1]
  return found ?? (name === 'form_submit' ? 'form' : null)
}

function campaignOf(props: Props): string | null {
  const from = isObject(props.campaign) ? props.campaign : props
  return textOf(props.campaign, 200) ?? textOf(from.utm_campaign, 200) ?? textOf(from.utm_source, 200)
}
