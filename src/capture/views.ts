import { isParsed } from '../browser/environment'
import { guard, listen } from '../browser/listen'
import type { Item } from '../events'
import { readDeclared } from './declared'
import { describe } from './describe'
import { all, attr, isIgnored, pathFrom } from './dom'
import type { Host } from './host'

/**
 * Things whose being there is an event: `data-sojourn-view`. Each once per page, item, cart or transaction.
 * The answer begins a page: what is there counts again.
 */
export const captureViews = ({ settings, stops, declare }: Host): (() => void) => {
  const { cart, views } = settings.capture
  let seen: Set<string> | undefined
  const scan = () => {
    // Before a page view nothing counts, and what is still being parsed may lack its items.
    if (!seen || !isParsed()) return
    for (const el of all(document.documentElement, '[data-sojourn-view]')) {
      const name = attr(el, 'data-sojourn-view')
      const props = readDeclared(el, name)
      const [item] = (props.items ?? []) as unknown as Item[]
      const key = `${name} ${props.transaction_id ?? (name === 'view_item' ? item?.item_id : props.cart_id)}`
      const path = pathFrom(el)
      if (seen.has(key) || isIgnored(path)) continue
      seen.add(key)
      declare(name, { ...props, el: describe(path)() }, 'machine')
    }
  }
  if (cart && views) stops.push(listen(document, 'DOMContentLoaded', scan))
  if (cart && views === true) {
    const observer = new MutationObserver(() => guard(scan))
    observer.observe(document, { childList: true, subtree: true })
    stops.push(() => observer.disconnect())
  }
  return () => {
    seen = new Set()
    if (cart && views) scan()
  }
}
