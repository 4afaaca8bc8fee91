import type { Item, Json } from '../events'
import { quantityIn, readDeclared, triggerOf } from './declared'
import { describe } from './describe'
import { attr, isIgnored, matches } from './dom'
import type { Act, Host } from './host'

export type Control = HTMLInputElement & { control?: Element | null }
export const isSubmitter = ({ type }: Control): boolean => /^(submit|image)$/.test(type)

/** Tells what markup declares, in place of the click or the submit. */
export const createTeller = ({ settings: { capture, linkText }, declare }: Host) => {
  /** Quantities as they were before they were changed. */
  const quantities = new WeakMap<Element, number>()

  /** Tells what the nearest markup declares for this action. True too if another leg of it tells that, or none may. */
  const isDeclared = (path: Element[], trigger: string, actor?: Control | null, act: Act = 'human'): boolean => {
    const marked = path.filter(one => matches(one, '[data-sojourn],[data-sojourn-ignore]'))
    if (isIgnored(marked)) return true
    const el = marked.find(one => {
      const own = capture.cart && attr(one, 'data-sojourn') && triggerOf(one)
      return own && (own === trigger || one === actor || (own === 'submit' && actor && isSubmitter(actor)))
    })
    if (!el || triggerOf(el) !== trigger) return !!el
    const name = attr(el, 'data-sojourn')
    const props = readDeclared(el, name)
    if (name === 'update_cart' && trigger === 'change') {
      const [item] = props.items as unknown as Item[]
      const quantity = quantityIn(el)
      props.previous_quantity = (quantities.get(el) ?? item?.quantity) as Json
      props.items = [{ ...item, quantity }]
      quantities.set(el, quantity)
    }
    declare(name, { ...props, el: describe(path.slice(path.indexOf(el)), linkText)() }, act)
    return true
  }

  /** Where a quantity may be about to change. */
  const remember = ([el]: Element[]) => el && attr(el, 'data-sojourn') && quantities.set(el, quantityIn(el))

  return { isDeclared, remember }
}
