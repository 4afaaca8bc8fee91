import { captureActions } from './actions'
import { describeSubmit } from './forms'
import type { Capture } from './host'
import { capturePages } from './pages'
import { captureViews } from './views'

/** Everything that the options ask for. Page views come first: what happens on a page comes after its view. */
export const captureAll: Capture = host => {
  const beginPage = captureViews(host)
  captureActions(host)
  return {
    ...capturePages({
      ...host,
      onPage: nav => {
        host.onPage(nav)
        beginPage()
      },
    }),
    submit: form => {
      const said = describeSubmit(form, host.redact)
      if (said) host.emit('form_submit', said, 'machine', { critical: true })
    },
  }
}
