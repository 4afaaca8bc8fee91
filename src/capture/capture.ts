import { captureCart, captureViews } from './cart'
import { captureClicks } from './clicks'
import { captureForms } from './forms'
import type { Capture } from './host'
import { capturePages } from './pages'

/** Everything that the options ask for. Page views come first: what happens on a page comes after its view. */
export const captureAll: Capture = ({ settings, emit, emitCart, onPage, keyOf }) => {
  const { capture, linkText, query } = settings
  const declared: typeof emit = (name, props, more) => (props.items ? emitCart(name, props) : emit(name, props, more))
  const views = capture.cart && capture.views ? captureViews(declared, capture.views === true) : undefined
  const pages = capture.pages
    ? capturePages({
        keyOf,
        onPage: nav => {
          onPage(nav)
          views?.start()
        },
      })
    : undefined
  const stops = [
    capture.clicks ? captureClicks(declared, { linkText, query }) : undefined,
    capture.forms ? captureForms(declared, { query }) : undefined,
    capture.cart ? captureCart(declared) : undefined,
    views?.stop,
    pages?.stop,
  ]
  return {
    settle: () => pages?.decide(),
    ensurePage: () => pages?.first(),
    restored: () => pages?.restored(),
    manual: () => (pages ? pages.manual() : (onPage('manual'), true)),
    stop: () => {
      for (const stop of stops) stop?.()
    },
  }
}
