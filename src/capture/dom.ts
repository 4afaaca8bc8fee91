// Reading elements that may fight back: in `<form><input name=parentNode>` the property is the input, so everything
// is read by the prototype. Looked up at each use: importing this on a server must not fail.
// https://html.spec.whatwg.org/multipage/forms.html#the-form-element (named properties)

const read = <T>(el: Element, key: string): T => Reflect.get(HTMLFormElement.prototype, key, el)

export const tagOf = (el: Element): string => read(el, 'localName')
export const textOf = (el: Element): string => read(el, 'textContent')
export const fieldsOf = (form: Element): ArrayLike<Element> => read(form, 'elements')
export const baseOf = (el: Element): string => read(el, 'baseURI')
export const parentOf = (el: Element): Node | null => read(el, 'parentNode')
export const attributesOf = (el: Element): string[] => Element.prototype.getAttributeNames.call(el)
/** '' where there is none. */
export const attr = (el: Element, name: string): string => Element.prototype.getAttribute.call(el, name) ?? ''
export const matches = (el: Element, selector: string): boolean => Element.prototype.matches.call(el, selector)
export const all = (el: Element, selector: string): Element[] => [
  ...Element.prototype.querySelectorAll.call(el, selector),
]

/** Itself and what is below it, in open shadow roots too. Looks at each element: for what is small. */
export const within = (el: Element, selector: string): Element[] =>
  [el, ...all(el, '*')].flatMap(one => [
    ...(matches(one, selector) ? [one] : []),
    ...[...(read<ShadowRoot | null>(one, 'shadowRoot')?.children ?? [])].flatMap(top => within(top, selector)),
  ])

/** The element and what is above it as it is shown: into slots, out of open shadow roots. */
export const pathFrom = (node: unknown): Element[] =>
  node instanceof Element
    ? [node, ...pathFrom(read(node, 'assignedSlot') ?? parentOf(node))]
    : node instanceof ShadowRoot
      ? pathFrom(node.host)
      : []

export const isIgnored = (path: Element[]): boolean => path.some(el => matches(el, '[data-sojourn-ignore]'))
