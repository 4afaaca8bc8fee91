import { after } from '../browser/clock'
import { listen } from '../browser/listen'
import type { Item, Json } from '../events'
import { createBrake } from './brake'
import { quantityIn, readDeclared, triggerOf } from './declared'
import { describe, isInteractive } from './describe'
import { attr, baseOf, isIgnored, matches, pathFrom, tagOf } from './dom'
import { describeSubmit } from './forms'
import type { Act, Capturing, Host } from './host'

/** One submit may be told several times. */
const TWICE = 50

type Control = HTMLInputElement & { control?: Element | null }
const isSubmitter = ({ type }: Control): boolean => /^(submit|image)$/.test(type)

/** What a person does on the page: clicks, submits and declared actions. One action is one event. */
export const captureActions = ({ settings, redact, stops, emit, declare }: Host): Pick<Capturing, 'submit'> => {
  const { capture, linkText } = settings
  /** Quantities as they were before they were changed. */
  const quantities = new WeakMap<Element, number>()
  let latest: Event | undefined
  /** Where Enter is held down. */
  let entered: Control | undefined
  let isRepeated = false
  let pressed: Element | undefined
  /** A label that was clicked, and what is above it: the click on its control follows. */
  let label: Control[] = []
  const submitted = new WeakSet<Element>()
  const brake = createBrake()

  /** Tells what the nearest markup declares for this action. True too if another leg of it tells that, or none may. */
  const isDeclared = (path: Element[], trigger: string, actor?: Control | null, act: Act = 'human'): boolean => {
    const marked = path.filter(one => matches(one, '[data-sojourn],[data-sojourn-ignore]'))
    if (isIgnored(marked)) return true
    const el = marked.find(one => {
      const own = capture.cart && attr(one, 'data-sojourn') && triggerOf(one)
      return own && (own === trigger || one === actor || (own === 'submit' && actor && isSubmitter(actor)))
    })
    if (!el || triggerOf(el) !== trigger) return !!el
    const name = attr(el, 'data-sojourn')
    const props = readDeclared(el, name)
    if (name === 'update_cart' && trigger === 'change') {
      const [item] = props.items as unknown as Item[]
      const quantity = quantityIn(el)
      props.previous_quantity = (quantities.get(el) ?? item?.quantity) as Json
      props.items = [{ ...item, quantity }]
      quantities.set(el, quantity)
    }
    declare(name, { ...props, el: describe(path.slice(path.indexOf(el)), linkText)() }, act)
    return true
  }

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
    const isLink = el && matches(el, 'a[href]')
    // The middle button opens links. A click into something editable only puts the cursor there.
    if (!el || button > (isLink ? 1 : 0) || matches(el, ':read-write')) return
    // A click on a label comes twice: on the label, then on its control. The second one counts.
    if (tagOf(el) === 'label' && el.control && matches(el.control, ':enabled')) {
      label = path.slice(path.indexOf(el)) as Control[]
      return
    }
    if (!isPointer && isRepeated) return
    // Enter in a field clicks the submit button by itself: only where the key is down tells it from Enter on the button.
    const isPhantom = !isPointer && entered !== el && isSubmitter(el) && entered?.form === el.form
    if (!isPhantom) {
      pressed = el
      entered = undefined
    }
    if (isDeclared([...path, ...above], 'click', el) || isPhantom || !capture.clicks) return
    const dropped = brake(timeStamp)
    if (dropped === undefined) return
    const described = describe(path.slice(path.indexOf(el)), linkText)
    const [href, base] = [attr(el, 'href'), baseOf(el)]
    const { host } = el as unknown as HTMLAnchorElement
    const outbound = !!host && host !== location.host
    emit(
      'click',
      () => ({
        el: described(),
        button,
        input: isPointer ? 'pointer' : 'keyboard',
        ...(dropped && { dropped }),
        ...(isLink && { href: redact(href, base), outbound }),
      }),
      'human',
    )
  }

  /** @param event none if the site tells it itself */
  const onSubmit = (event: SubmitEvent | undefined, path: Element[]) => {
    const [form] = path as [Element]
    const submitter = event?.submitter as Control | null | undefined
    if (submitted.has(form)) return
    submitted.add(form)
    after(TWICE, () => submitted.delete(form))
    const trigger = entered?.form === form ? 'enter' : submitter && submitter === pressed ? 'click' : 'script'
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
    focusin: (_, [el]: Element[]) => el && attr(el, 'data-sojourn') && quantities.set(el, quantityIn(el)),
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
        const path: Element[] = []
        for (const node of event.composedPath())
          if (node instanceof Element) path.push(node)
          else if (node instanceof ShadowRoot) attach(node)
        handlers[event.type]?.(event as never, path as never)
      }),
    )
  }
  attach(window)
  return { submit: form => onSubmit(undefined, pathFrom(form)) }
}
