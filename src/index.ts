// npm entry. Nothing runs on import; safe on a server.
import { captureAll } from './capture/capture'
import { createInstance } from './instance'

const { api } = createInstance(captureAll)

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
export type { EventProps } from './props'
