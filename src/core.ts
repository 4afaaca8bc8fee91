// npm entry without capture: sessions, typed calls and delivery. Page views are counted with page().
import { createInstance } from './instance'

const { api } = createInstance(undefined)

export const {
  init,
  track,
  page,
  formSubmit,
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
