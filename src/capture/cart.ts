import { listen, type Stop } from '../browser/listen'
import { declaredBy, number, quantityIn, readDeclaration } from './declared'
import { describe } from './describe'
import { all, ancestors, attr, isIgnored, listenEverywhere, pathOf } from './dom'
import type { Emit } from './emit'

/** Quantities that are changed in a cart: a control marked `data-sojourn="update_cart"`. */
export const captureCart = (emit: Emit): Stop => {
  const before = new WeakMap<Element, number>()
  const stops = [
    listen(window, 'focusin', event => {
      const control = pathOf(event)[0]
      if (control && attr(control, 'data-sojourn')) before.set(control, quantityIn(control))
    }),
    listenEverywhere('change', (_, path) => {
      const declared = !isIgnored(path) && declaredBy(path, 'change')
      if (!declared) return
      const { el, name, props } = declared
      const quantity = quantityIn(el)
      const [item] = props.items as { quantity: number }[]
      const previous = before.get(el) ?? item?.quantity
      before.set(el, quantity)
      if (item) item.quantity = quantity
      emit(name, { ...props, previous_quantity: previous ?? null, el: describe(el, path) })
    }),
  ]
  return () => {
    for (const stop of stops) stop()
  }
}

/** Things whose being there is an event: `data-sojourn-view`. Each once per page, item or transaction. */
export const captureViews = (emit: Emit, always: boolean) => {
  const VIEW = 'data-sojourn-view'
  let seen = new Set<string>()
  const scan = () => {
    for (const el of all(document, `[${VIEW}]`)) {
      const path = ancestors(el)
      const declared = !isIgnored(path) && readDeclaration(path, attr(el, VIEW))
      if (!declared) continue
      const { name, props } = declared
      const [item] = (props.items as { item_id: string }[] | undefined) ?? []
      const key = [name, props.transaction_id ?? props.cart_id ?? item?.item_id].join()
      if (seen.has(key)) continue
      seen.add(key)
      emit(name, { ...props, el: describe(el, path) })
    }
  }
  const observer = always ? new MutationObserver(scan) : undefined
  observer?.observe(document, { childList: true, subtree: true })
  return {
    /** A page view: what is there counts again. */
    start: () => {
      seen = new Set()
      scan()
    },
    stop: () => observer?.disconnect(),
  }
}

export { number }
