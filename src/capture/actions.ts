import { after } from '../browser/clock'
import { listen } from '../browser/listen'
import { createBrake } from './brake'
import { describe, isInteractive, leads } from './describe'
import { matches, pathFrom, tagOf } from './dom'
import { describeSubmit } from './forms'
import type { Capturing, Host } from './host'
import { describeLink, LINK } from './links'
import { type Control, createTeller, isSubmitter } from './teller'

/** One submit may be told several times. */
const TWICE = 50

/** What a person does on the page: clicks, submits and declared actions. One action is one event. */
export const captureActions = (host: Host): Pick<Capturing, 'submit'> => {
  const { settings, redact, stops, emit } = host
  const { capture, linkText } = settings
  let latest: Event | undefined
  /** Where Enter is held down. */
  let entered: Control | undefined
  let isRepeated = false
  let pressed: Element | undefined
  /** A label that was clicked, and what is above it: the click on its control follows. */
  let label: Control[] = []
  const submitted = new WeakSet<Element>()
  const brake = createBrake()
  const { isDeclared, remember } = createTeller(host)

  const onKey = ({ type, key, repeat }: KeyboardEvent, [field]: Control[]) => {
    // A page may keep a label's click from its control.
    label = []
    isRepeated = repeat
    entered = type === 'keydown' && key === 'Enter' ? field : undefined
  }

  const onClick = ({ button, detail, timeStamp }: MouseEvent, path: Element[]) => {
    const above = path.includes(label[0]?.control as Element) ? label : []
    const isPointer = !!above[0] || detail > 0
    label = []
    const el = path.find(isInteractive) as Control | undefined
    const isLink = el && matches(el, LINK)
    // The middle button opens links.
    if (!el || button > (isLink ? 1 : 0)) return
    // A click on a label comes twice: on the label, then on its control. The second one counts.
    if (tagOf(el) === 'label' && el.control && leads(el.control, path)) {
      label = path.slice(path.indexOf(el)) as Control[]
      return
    }
    if (!isPointer && isRepeated) return
    // Enter in a field clicks the submit button by itself: only where the key is down tells it from Enter on the button.
    const form = isSubmitter(el) && el.form
    const isPhantom = form && !isPointer && entered !== el && entered?.form === form
    if (!isPhantom) {
      pressed = el
      entered = undefined
    }
    // A button may be outside of its form. A click into something editable only puts the cursor there.
    if (
      isDeclared([...path, ...above].concat(form || []), 'click', el) ||
      isPhantom ||
      !capture.clicks ||
      matches(el, ':read-write')
    )
      return
    const dropped = brake(timeStamp)
    if (dropped === undefined) return
    const described = describe(path.slice(path.indexOf(el)), linkText)
    const link = isLink ? describeLink(el, redact) : undefined
    emit(
      'click',
      () => ({
        el: described(),
        button,
        input: isPointer ? 'pointer' : 'keyboard',
        ...(dropped && { dropped }),
        ...link?.(),
      }),
      'human',
    )
  }

  /** @param event none if the site tells it itself */
  const onSubmit = (event: SubmitEvent | undefined, path: Element[]) => {
    const [form] = path as [Element]
    const submitter = event?.submitter as Control | null | undefined
    const isEntered = entered?.form === form
    if (submitted.has(form) || (isEntered && isRepeated)) return
    submitted.add(form)
    after(TWICE, () => submitted.delete(form))
    const trigger = isEntered ? 'enter' : submitter && submitter === pressed ? 'click' : 'script'
    // A script may submit once more with the button that was pressed.
    pressed = undefined
    const act = trigger === 'script' ? 'machine' : 'human'
    const said = describeSubmit(form, redact, trigger, submitter)
    if (!said || isDeclared(submitter ? [submitter, ...path] : path, 'submit', submitter, act)) return
    if (!event || capture.forms)
      emit('form_submit', said, act, {
        critical: true,
        // Known only when the page's own handlers have run.
        finish: event && (props => Object.assign(props, { prevented: event.defaultPrevented })),
      })
  }

  const handlers: { [type: string]: (event: never, path: never) => void } = {
    keydown: onKey,
    keyup: onKey,
    click: onClick,
    auxclick: onClick,
    submit: onSubmit,
    focusin: (_, path) => remember(path),
    change: (_, path) => isDeclared(path, 'change'),
  }
  const met = new Set<EventTarget>()
  // submit and change never leave their shadow root, so each root that is met on the way gets the listeners too.
  const attach = (root: EventTarget) => {
    if (met.has(root)) return
    met.add(root)
    stops.push(
      listen(root, Object.keys(handlers).join(' '), event => {
        if (event === latest || !event.isTrusted) return
        latest = event
        const nodes = event.composedPath()
        for (const node of nodes) if (node instanceof ShadowRoot) attach(node)
        // Where the event stays in its shadow root, what is above that may still hide it.
        const path = [...nodes.filter(node => node instanceof Element), ...pathFrom(nodes.at(-1))]
        handlers[event.type]?.(event as never, path as never)
      }),
    )
  }
  attach(window)
  return { submit: form => onSubmit(undefined, pathFrom(form)) }
}
