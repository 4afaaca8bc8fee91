import type { Sojourn } from './api'
import { describeSubmit } from './capture/forms'
import { copyProps } from './deliver/serialise'
import type { Json, Props } from './events'
import { say } from './options'
import type { Memory } from './session/memory'
import type { Session } from './session/session'

/** Custom names; those of our own events are not for `track`. */
const NAME =
  /^(?!(session_(start|end)|page_(view|leave)|click|form_submit|campaign|view_(item|cart)|(add_to|remove_from|update)_cart|begin_checkout|purchase)$)[a-z][a-z0-9_]{0,39}$/

/** Whether custom events may have this name; it is said if not. */
export const isFree = (name: string): boolean => {
  const free = NAME.test(name)
  if (!free) say('warn', 'NAME', `"${name}": [a-z][a-z0-9_]*, at most 40, none of ours`)
  return free
}

export type CallParts = {
  query: string[]
  memory: Memory
  session: () => Session | undefined
  /** Something the page itself says: it extends no session. */
  emit: (name: string, props: Props) => void
  emitHuman: (name: string, props: Props, more: { critical: true }) => void
  emitCart: (name: string, given: Props, more?: { confirmation: boolean }) => void
  /** Counts a page view, or finds that it was counted just now; its props either way. */
  showPage: () => Props | undefined
  onInput: () => void
  flush: () => void
}

/** The calls of a running instance, but for those that end or change it. */
export const createCalls = ({
  query,
  memory,
  session,
  emit,
  emitHuman,
  emitCart,
  showPage,
  onInput,
  flush,
}: CallParts) => {
  const cart = (name: string) => (items: unknown, details?: object) =>
    emitCart(name, copyProps({ ...details, items: Array.isArray(items) ? items : [items] }))
  const calls: Omit<Sojourn, 'consent' | 'destroy' | 'onSession'> = {
    track: (name: string, props?: unknown) => {
      if (isFree(name)) emit(name, props as Props)
    },
    page: props => {
      const shown = showPage()
      if (shown) Object.assign(shown, copyProps(props))
    },
    formSubmit: form => emitHuman('form_submit', describeSubmit(form, query), { critical: true }),
    cart: {
      view: (items: unknown, details?: object) =>
        cart(Array.isArray(items) ? 'view_cart' : 'view_item')(items, details),
      add: cart('add_to_cart'),
      remove: cart('remove_from_cart'),
      update: cart('update_cart'),
      checkout: cart('begin_checkout'),
      purchase: (order, { confirmation } = {}) =>
        emitCart(
          'purchase',
          copyProps(order),
          confirmation === undefined
            ? undefined
            : { confirmation: confirmation === true || confirmation === location.pathname },
        ),
    },
    session: () => session()?.view() ?? null,
    startSession: () => session()?.start(),
    endSession: () => {
      session()?.end('manual')
      flush()
    },
    keepAlive: onInput,
    ...memory,
    remember: (key: string, value: Json) => memory.remember(key, copyProps({ value }).value as Json),
    flush,
  }
  return calls
}
