import { listen, type Stop } from '../browser/listen'

// Reading elements that may fight back: `<input name=id>` makes `form.id` an element, so everything goes by prototypes.
// https://html.spec.whatwg.org/multipage/forms.html#the-form-element (named properties)

const getter = <T>(proto: object, key: string): ((of: object) => T) => {
  const { get } = Object.getOwnPropertyDescriptor(proto, key) as { get: () => T }
  return of => get.call(of)
}

const element = Element.prototype

export const attr = (el: Element, name: string): string | null => element.getAttribute.call(el, name)
export const matches = (el: Element, selector: string): boolean => element.matches.call(el, selector)
export const all = (el: ParentNode, selector: string): Element[] => [
  ...(el instanceof Element ? element : Document.prototype).querySelectorAll.call(el, selector),
]
export const tagOf = getter<string>(element, 'localName')
export const rootOf = (el: Node): Document | ShadowRoot => Node.prototype.getRootNode.call(el) as Document | ShadowRoot
const parentOf = getter<Node | null>(Node.prototype, 'parentNode')
export const textOf = getter<string>(Node.prototype, 'textContent')
export const fieldsOf = getter<HTMLFormControlsCollection>(HTMLFormElement.prototype, 'elements')

/** The elements from where it happened up to the root, through open shadow roots. */
export const pathOf = (event: Event): Element[] =>
  event.composedPath().filter((node): node is Element => node instanceof Element)

/** The same, from an element: for events that never leave their shadow root. */
export const ancestors = (el: Element): Element[] => {
  const path: Element[] = []
  for (let node: Node | null = el; node; node = parentOf(node) ?? (node as ShadowRoot).host)
    if (node instanceof Element) path.push(node)
  return path
}

/** Listens on window, and on each open shadow root that is met: submit and change never leave theirs. */
export const listenEverywhere = (types: string, handler: (event: Event, path: Element[]) => void): Stop => {
  const met = new Set<EventTarget>()
  const stops: Stop[] = []
  const attach = (root: EventTarget) => {
    if (met.has(root)) return
    met.add(root)
    stops.push(
      listen(root, types, event => {
        const target = event.composedPath()[0]
        // A submit in a shadow root is seen at that root, one in the page at window: each once.
        if (event.isTrusted && target instanceof Element && (root === window) === (rootOf(target) === document))
          handler(event, ancestors(target))
      }),
    )
  }
  attach(window)
  stops.push(
    listen(window, 'click focusin', event => {
      for (const node of event.composedPath()) if (node instanceof ShadowRoot) attach(node)
    }),
  )
  return () => {
    for (const stop of stops) stop()
  }
}

export const isIgnored = (path: Element[]): boolean => path.some(el => matches(el, '[data-sojourn-ignore]'))
