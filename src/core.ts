// npm entry without capture: sessions, typed calls and delivery. Page views are counted with page(); forms are not described.
import { createInstance } from './instance'

const { api } = createInstance(undefined)

export const {
  init,
  track,
  page,
  cart,
  session,
  onSession,
  startSession,
  endSession,
  keepAlive,
  remember,
  recall,
  viewed,
  cartItems,
  consent,
  flush,
  destroy,
} = api
export type { Cart, CartDetails, Events, Order, OwnProps, SessionInfo, SessionListener, Sojourn } from './api'
export type * from './events'
export type { CaptureOptions, Consent, Options } from './options'
export type { EventProps } from './props'
