import type { Props } from '../events'
import { describe } from './describe'
import { attr, fieldsOf } from './dom'
import type { Redact } from './redact'

/** What is said of a submit: the form, never its fields' names or values. */
export const describeSubmit = (
  form: Element,
  redact: Redact,
  trigger = 'script',
  submitter?: Element | null,
): Props => {
  // A submitter may have its own: formaction, formmethod.
  const own = (name: string) => (submitter && attr(submitter, `form${name}`)) || attr(form, name)
  return {
    el: describe(form),
    action: redact(own('action') || location.href),
    method: (own('method') || 'get').toLowerCase(),
    fields: fieldsOf(form).length,
    ...(submitter && { submitter: describe(submitter) }),
    trigger,
  }
}
