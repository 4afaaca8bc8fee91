import { isVisible } from './browser/lifecycle'
import { readCart } from './capture/items'
import type { Item, Props } from './events'
import { say } from './say'
import type { Act, Draft } from './session/draft'
import type { Memory } from './session/memory'
import { hash } from './session/record'

/** What a typed or declared cart action means: the event, what the session remembers, and whether it ends with it. */
export const createCarts =
  (
    memory: Memory,
    emit: (name: string, props: Props, act: Act, more: Partial<Draft>) => void,
    isKnown: (order: string) => boolean,
  ) =>
  (name: string, given: Record<string, unknown>, more?: Partial<Draft>): void => {
    const [item] = given.items as Item[]
    if (name === 'update_cart') {
      if (item?.quantity === given.previous_quantity) return
      if (item?.quantity === 0) name = 'remove_from_cart'
    }
    const props = readCart(name, given, text => say('warn', 'CART', text))
    if (!props) return
    const order = name === 'purchase' ? hash(props.transaction_id as string) : ''
    // A thank-you page that is seen again: nothing is bought, and the cart may be that of another session by now.
    if (order && isKnown(order)) return
    // Looking is no sign of a person: markup tells it too. Hidden tabs never extend a session, but orders count.
    const act = order ? 'order' : isVisible() && name[0] !== 'v' ? 'cart' : 'machine'
    emit(name, props, act, { critical: true, order, ...more })
    // Afterwards: what opens a session belongs to the new one.
    memory.follow(name, props.items as unknown as Item[])
  }
