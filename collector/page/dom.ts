// Elements from data. Text goes in as text nodes only: what visitors and shops wrote can never become markup.

export type Child = Node | string | null | undefined | false

/** Attribute values; `true` is an empty attribute, `undefined` and `false` none. */
export type Attributes = Record<string, string | number | boolean | undefined>

export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) made.setAttribute(name, value === true ? '' : String(value))
  }
  for (const child of children) if (child) made.append(child)
  return made
}

/** The one element that the page itself provides for a selector. */
export function find<E extends Element = HTMLElement>(selector: string, within: ParentNode = document): E {
  const found = within.querySelector<E>(selector)
  if (!found) throw new Error(`The page has no ${selector}`)
  return found
}

/** Writes only what changed, so that screen readers and selections are left alone. */
export function setText(target: Element, text: string): void {
  if (target.textContent !== text) target.textContent = text
}

/** Makes `wanted` the children of `parent`, moving as little as possible and keeping the focus. */
export function arrange(parent: Element, wanted: readonly Element[]): void {
  const keep = new Set(wanted)
  const focused = document.activeElement
  for (const child of [...parent.children]) if (!keep.has(child)) child.remove()
  wanted.forEach((child, index) => {
    const there = parent.children[index]
    if (there !== child) parent.insertBefore(child, there ?? null)
  })
  if (focused instanceof HTMLElement && focused !== document.activeElement && parent.contains(focused)) focused.focus()
}
