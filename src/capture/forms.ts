import { listen, type Stop } from '../browser/listen'
import type { Props } from '../events'
import { SUBMITTER } from './clicks'
import { declaredBy } from './declared'
import { describe } from './describe'
import { ancestors, attr, fieldsOf, isIgnored, listenEverywhere, matches, pathOf } from './dom'
import type { Emit } from './emit'
import { redactUrl } from './redact'

/** One submit may be told several times. */
const TWICE = 50
/** How long after the key or the click a submit is still its effect, ms. */
const EFFECT = 300

/** What is said of a submit: the form, never its fields' names or values. */
const about = (form: Element, path: Element[], query: string[]): Props => ({
  el: describe(form, path),
  action: redactUrl(attr(form, 'action') ?? location.href, query),
  method: (attr(form, 'method') ?? 'get').toLowerCase(),
  fields: fieldsOf(form).length,
})

export const describeSubmit = (form: Element, query: string[]): Props => ({
  ...about(form, ancestors(form), query),
  trigger: 'script',
})

export const captureForms = (emit: Emit, { query }: { query: string[] }): Stop => {
  let enter: [form: unknown, at: number] = [null, 0]
  let press: [submitter: unknown, at: number] = [null, 0]
  let done: [form: unknown, at: number] = [null, 0]

  const stops = [
    listen<KeyboardEvent>(window, 'keydown', event => {
      const field = pathOf(event)[0] as HTMLInputElement | undefined
      if (event.isTrusted && event.key === 'Enter' && field && !matches(field, SUBMITTER))
        enter = [field.form, event.timeStamp]
    }),
    listen(window, 'click', event => {
      const button = pathOf(event).find(el => matches(el, SUBMITTER))
      if (event.isTrusted && button) press = [button, event.timeStamp]
    }),
    listenEverywhere('submit', (event, path) => {
      const form = path[0] as HTMLFormElement
      const { submitter = null, timeStamp: at } = event as SubmitEvent
      const method = (submitter && attr(submitter, 'formmethod')) ?? attr(form, 'method')
      if (method?.toLowerCase() === 'dialog' || isIgnored(path) || (done[0] === form && at - done[1] < TWICE)) return
      done = [form, at]
      const within = ([what, when]: [unknown, number], wanted: unknown) => what === wanted && at - when < EFFECT
      const trigger = within(enter, form) ? 'enter' : submitter && within(press, submitter) ? 'click' : 'script'
      const declared = declaredBy(path, 'submit')
      if (declared) return emit(declared.name, { ...declared.props, el: describe(declared.el, path) })
      const props: Props = { ...about(form, path, query), trigger }
      if (submitter) props.submitter = describe(submitter, ancestors(submitter))
      emit('form_submit', props, {
        critical: true,
        // Known only when the page's own handlers have run.
        finish: said => {
          said.prevented = event.defaultPrevented
        },
      })
    }),
  ]
  return () => {
    for (const stop of stops) stop()
  }
}
