import type { Props } from '../events'
import { describe } from './describe'
import { attr, fieldsOf } from './dom'
import { redactUrl } from './redact'

/** What is said of a submit: the form, never its fields' names or values. */
export const describeSubmit = (
  form: Element,
  query: string[],
  trigger = 'script',
  submitter?: Element | null,
): Props => {
  // A submitter may have its own: formaction, formmethod.
  const own = (name: string) => (submitter && attr(submitter, `form${name}`)) || attr(form, name)
  return {
    el: describe(form),
    action: redactUrl(own('action') || location.href, query),
    method: (own('method') || 'get').toLowerCase(),
    fields: fieldsOf(form).length,
    ...(submitter && { submitter: describe(submitter) }),
    trigger,
  }
}
