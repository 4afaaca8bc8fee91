import { guard } from '../browser/listen'
import type { Item, Json } from '../events'

const MOST = 4096
const VIEWED = 20

type Held = { id: string; data: { [key: string]: Json }; viewed: string[]; cart: Item[] }

export type Memory = ReturnType<typeof createMemory>

/**
 * What a session knows of itself, shared by its tabs and gone with it: preferences, items seen, the present cart.
 * @param current id of the live session; undefined when there is none
 * @param persistent false keeps it in this page only
 */
export const createMemory = (key: string, current: () => string | undefined, persistent: () => boolean) => {
  const page: Record<string, string> = {}
  const store = () => (persistent() ? localStorage : page)
  // Asked at each page view, and mostly there is none: an exception would be slow.
  const held = () => guard(() => JSON.parse(store()[key] ?? 'null') as Held | null)
  const read = (): Held => {
    const id = current() ?? ''
    const found = held()
    return found?.id === id ? found : { id, data: {}, viewed: [], cart: [] }
  }
  const change = (apply: (held: Held) => void): boolean =>
    !!guard(() => {
      const next = read()
      apply(next)
      const text = JSON.stringify(next)
      return next.id && text.length <= MOST && Object.assign(store(), { [key]: text })
    })
  const wipe = () => {
    delete page[key]
    guard(() => localStorage.removeItem(key))
  }
  return {
    remember: (name: string, value: Json) =>
      change(({ data }) => {
        data[name] = value
      }),
    recall: (name: string): Json | undefined => new Map(Object.entries(read().data)).get(name),
    viewed: () => read().viewed,
    cartItems: () => read().cart,
    /** Follows a cart action. */
    follow: (name: string, items: Item[]) =>
      change(held => {
        if (/^(purchase|view_cart|begin_checkout)$/.test(name)) held.cart = name[0] === 'p' ? [] : items
        else
          for (const item of items) {
            const { item_id, item_variant, quantity } = item
            if (name === 'view_item') {
              held.viewed = [...new Set([item_id, ...held.viewed])].slice(0, VIEWED)
              continue
            }
            const old = held.cart.find(one => one.item_id === item_id && one.item_variant === item_variant)
            const before = old ? (old.quantity ?? 1) : 0
            // As the collector counts: a removal without a quantity takes the line.
            const left =
              name[0] === 'r' ? before - (quantity || before) : (quantity ?? 1) + (name[0] === 'a' ? before : 0)
            held.cart = held.cart.filter(one => one !== old)
            if (left > 0) held.cart.push({ ...old, ...item, quantity: left })
          }
      }),
    /** A session has started or ended: nothing of one that is over stays. */
    turn: (isEnd: boolean, id: string) => {
      if ((held()?.id === id) === isEnd) wipe()
    },
    wipe,
  }
}
