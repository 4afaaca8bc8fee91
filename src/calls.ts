import type { Sojourn } from './api'
import { copyProps } from './deliver/serialise'
import { isFree } from './names'
import type { Tracker } from './tracker'

/**
 * What a site may call, but for what starts, changes and ends the tracker.
 * @param running none on a server, in a crawler, after wrong options: then calls answer as if nothing had happened yet
 */
export const createCalls = (running: () => Tracker | undefined) => {
  const cart = (name?: string) => (items: unknown, details?: object) =>
    running()?.emitCart(
      name ?? (Array.isArray(items) ? 'view_cart' : 'view_item'),
      copyProps({ ...details, items: [items].flat() }),
    )
  const calls: Omit<Sojourn, 'consent' | 'destroy'> = {
    track: (name: string, props?: unknown) => {
      if (isFree(name)) running()?.emit(name, copyProps(props), 'machine')
    },
    page: props => {
      const shown = running()?.showPage()
      if (shown) Object.assign(shown, copyProps(props))
    },
    formSubmit: form => running()?.submit(form),
    cart: {
      view: cart(),
      add: cart('add_to_cart'),
      remove: cart('remove_from_cart'),
      update: cart('update_cart'),
      checkout: cart('begin_checkout'),
      purchase: (order, given) => {
        const { emitCart, redact } = running() ?? {}
        let confirmation = given?.confirmation
        if (redact && typeof confirmation === 'string') confirmation = redact(confirmation)
        emitCart?.('purchase', copyProps(order), { confirmation })
      },
    },
    session: () => running()?.session()?.view() ?? null,
    onSession: listener => running()?.onSession(listener) ?? (() => {}),
    startSession: () => running()?.session()?.start(),
    endSession: () => running()?.session()?.end('manual'),
    keepAlive: () => running()?.keepAlive(),
    remember: (key, value) => !!running()?.memory.remember(key, value),
    recall: key => running()?.memory.recall(key),
    viewed: () => running()?.memory.viewed() ?? [],
    cartItems: () => running()?.memory.cartItems() ?? [],
    flush: () => running()?.flush(),
  }
  return calls
}
