import type { Stop } from '../browser/listen'
import type { Props } from '../events'
import { captureActions } from './actions'
import type { Capture } from './host'
import { capturePages } from './pages'
import { captureViews } from './views'

/** Everything that the options ask for. Page views come first: what happens on a page comes after its view. */
export const captureAll: Capture = ({ settings, emit, emitCart, onPage, keyOf }) => {
  const stops: Stop[] = []
  const declare = (name: string, props: Props) => (props.items ? emitCart(name, props) : emit(name, props))
  const beginPage = captureViews({ settings, stops, declare })
  captureActions({ settings, stops, declare, emit })
  const { decide, view } = capturePages({
    settings,
    stops,
    keyOf,
    onPage: nav => {
      onPage(nav)
      beginPage()
    },
  })
  return {
    settle: decide,
    ensurePage: decide,
    restored: () => view('bfcache'),
    manual: () => {
      view('manual')
      return true
    },
    stop: () => {
      for (const stop of stops) stop()
    },
  }
}
