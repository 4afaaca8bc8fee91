import type { Props } from '../events'
import { describe } from './describe'
import { attr, baseOf, fieldsOf, isIgnored, pathFrom } from './dom'
import type { Redact } from './redact'

/** What is said of a submit: the form, never its fields' names or values. Nothing of one that only closes a dialog. */
export const describeSubmit = (
  form: Element,
  redact: Redact,
  trigger: string,
  submitter?: Element | null,
): (() => Props) | undefined => {
  const from = pathFrom(submitter)
  // Of what is ignored nothing is said.
  if (isIgnored(from)) submitter = null
  // A submitter may have its own: formaction, formmethod.
  const own = (name: string) => (submitter && attr(submitter, `form${name}`)) || attr(form, name)
  const action = own('action') || location.href
  const method = (own('method') || 'get').toLowerCase()
  const base = baseOf(form)
  const path = pathFrom(form)
  if (method === 'dialog' || isIgnored(path)) return undefined
  const fields = fieldsOf(form).length
  const el = describe(path)
  const by = submitter && describe(from)
  return () => ({ el: el(), action: redact(action, base), method, fields, ...(by && { submitter: by() }), trigger })
}
