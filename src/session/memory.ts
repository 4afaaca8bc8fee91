import { guard } from '../browser/listen'
import type { Item, Json } from '../events'

const MOST = 4096
const VIEWED = 20

type Held = { id: string; data: { [key: string]: Json }; viewed: string[]; cart: Item[] }

export type Memory = ReturnType<typeof createMemory>

/**
 * What a session knows of itself, shared by its tabs and gone with it: preferences, items seen, the present cart.
 * @param current id of the live session; null when there is none or nothing may be kept
 * @param persistent false keeps it in this page only
 */
export const createMemory = (key: string, current: () => string | undefined, persistent: () => boolean) => {
  let local: string | null = null
  const read = (): Held | null => {
    const id = current()
    if (!id) return null
    const held = guard(() => JSON.parse((persistent() ? localStorage.getItem(key) : local) ?? 'null') as Held | null)
    return held?.id === id ? held : { id, data: {}, viewed: [], cart: [] }
  }
  const change = (apply: (held: Held) => void): boolean => {
    const held = read()
    if (!held) return false
    apply(held)
    const text = JSON.stringify(held)
    if (text.length > MOST) return false
    local = text
    if (persistent()) guard(() => localStorage.setItem(key, text))
    return true
  }
  const same = (a: Item) => (b: Item) => a.item_id === b.item_id && a.item_variant === b.item_variant
  return {
    remember: (name: string, value: Json) => change(({ data }) => void (data[name] = value)),
    recall: (name: string): Json | undefined => {
      const data = read()?.data
      return data && Object.hasOwn(data, name) ? data[name] : undefined
    },
    viewed: () => read()?.viewed ?? [],
    cartItems: () => read()?.cart ?? [],
    /** Follows a cart action. */
    follow: (name: string, items: Item[]) =>
      change(held => {
        for (const item of items) {
          const others = held.cart.filter(one => !same(item)(one))
          const before = held.cart.find(same(item))?.quantity ?? 0
          if (name === 'view_item')
            held.viewed = [item.item_id, ...held.viewed.filter(id => id !== item.item_id)].slice(0, VIEWED)
          if (name === 'remove_from_cart') held.cart = others
          if (name === 'add_to_cart') held.cart = [...others, { ...item, quantity: before + (item.quantity ?? 1) }]
          if (name === 'update_cart') held.cart = [...others, item]
        }
        if (name === 'purchase') held.cart = []
        if (name === 'view_cart' || name === 'begin_checkout') held.cart = items
      }),
    wipe: () => {
      local = null
      guard(() => localStorage.removeItem(key))
    },
  }
}
