import { captureActions } from './actions'
import type { Capture } from './host'
import { capturePages } from './pages'
import { captureViews } from './views'

/** Everything that the options ask for. Page views come first: what happens on a page comes after its view. */
export const captureAll: Capture = host => {
  const beginPage = captureViews(host)
  return {
    ...captureActions(host),
    ...capturePages({
      ...host,
      onPage: nav => {
        host.onPage(nav)
        beginPage()
      },
    }),
  }
}
