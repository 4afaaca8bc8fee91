// Reading elements that may fight back: in `<form><input name=parentNode>` the property is the input, so everything
// is read by the prototype. Looked up at each use: importing this on a server must not fail.
// https://html.spec.whatwg.org/multipage/forms.html#the-form-element (named properties)

const read = <T>(el: Element, key: string): T => Reflect.get(HTMLFormElement.prototype, key, el)

export const tagOf = (el: Element): string => read(el, 'localName')
export const fieldsOf = (form: Element): ArrayLike<Element> => read(form, 'elements')
export const baseOf = (el: Element): string => read(el, 'baseURI')
export const parentOf = (el: Element): Node | null => read(el, 'parentNode')
export const attributesOf = (el: Element): string[] => Element.prototype.getAttributeNames.call(el)
/** '' where there is none. */
export const attr = (el: Element, name: string): string => Element.prototype.getAttribute.call(el, name) ?? ''
export const matches = (el: Element, selector: string): boolean => Element.prototype.matches.call(el, selector)
export const all = (el: Element | ShadowRoot, selector: string): Element[] => [
  ...(el instanceof Element ? Element : DocumentFragment).prototype.querySelectorAll.call(el, selector),
]

/** Pictures have style sheets in them. */
export const textOf = (el: Element): string =>
  all(el, 'style').reduce(
    (text, one) => text.replace(read<string>(one, 'textContent'), ''),
    read<string>(el, 'textContent'),
  )

/** In open shadow roots below, too: each element is asked for its root, so only where few are. */
export const deep = (el: Element | ShadowRoot, selector: string): Element[] => [
  ...all(el, selector),
  ...[...(el instanceof Element ? [el] : []), ...all(el, '*')].flatMap(host => {
    const root = read<ShadowRoot | null>(host, 'shadowRoot')
    return root ? deep(root, selector) : []
  }),
]

/** The element and what is above it as it is shown: into slots, out of open shadow roots. */
export const pathFrom = (node: unknown): Element[] =>
  node instanceof Element
    ? [node, ...pathFrom(read(node, 'assignedSlot') ?? parentOf(node))]
    : node instanceof ShadowRoot
      ? pathFrom(node.host)
      : []

export const isIgnored = (path: Element[]): boolean => path.some(el => matches(el, '[data-sojourn-ignore]'))
