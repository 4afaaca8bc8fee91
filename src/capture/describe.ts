import type { ElementDescription } from '../events'
import { all, attr, matches, rootOf, tagOf, textOf } from './dom'
import { scrub, tidy } from './redact'

const BYTES = 400
const LEVELS = 5
/** Of these only tag and type are ever said. */
const SECRET =
  'input:is([type=password],[type=hidden],[type=email],[type=tel],[type=file],[autocomplete*="cc-"],[autocomplete*="-password"],[autocomplete*="one-time-code"])'
const BUTTON = 'button,summary,[role=button],[role=tab],[role^=menuitem],[role=switch],[role=option]'
const CAPTION = 'input:is([type=submit],[type=button],[type=reset])'
const HIDDEN = '[data-sojourn-mask],[data-sojourn-ignore]'

/** Ids that frameworks make up, and that would differ at each visit. */
const isGenerated = (id: string): boolean =>
  !/^[a-z][\w-]{0,39}$/i.test(id) || /\d{3}|[0-9a-f]{8}/i.test(id) || scrub(id) !== id

const idOf = (el: Element): string | null => {
  const id = attr(el, 'id')
  return id && !isGenerated(id) ? id : null
}

const labelOf = (el: Element, path: Element[], linkText: boolean): [text: string | null, source: string] => {
  const said = attr(el, 'data-sojourn-label')
  if (said) return [said, 'data']
  if (path.some(one => matches(one, HIDDEN)) || all(el, HIDDEN).length) return ['***', 'mask']
  const aria = attr(el, 'aria-label')
  if (aria) return [aria, 'aria']
  if (matches(el, CAPTION)) return [attr(el, 'value'), 'value']
  const text = matches(el, BUTTON) || (linkText && matches(el, 'a')) ? textOf(el) : ''
  if (text?.trim()) return [text, 'text']
  const [image, second] = all(el, 'img,svg title')
  return [
    image && !second
      ? attr(image, 'alt') || attr(image, 'title') || (matches(image, 'title') ? textOf(image) : null)
      : null,
    'image',
  ]
}

/** `form#search>div>button`, through shadow roots with `>>`, outermost first. */
const trail = (path: Element[]): string =>
  path
    .slice(0, LEVELS)
    .map((el, i) => {
      const above = path[i + 1]
      const joint = i + 1 < LEVELS && above ? (rootOf(above) === rootOf(el) ? '>' : '>>') : ''
      const id = idOf(el)
      return joint + tagOf(el) + (id ? `#${id}` : '')
    })
    .reverse()
    .join('')

/** What a captured element is, in at most 400 bytes. Attributes only: no values, no classes, no style, no layout. */
export const describe = (
  el: Element,
  above: Element[],
  linkText = false,
): ElementDescription & { [key: string]: string } => {
  const tag = tagOf(el)
  const said: Record<string, string> = { tag }
  const put = (key: string, value: string | null | undefined) => {
    if (value) said[key] = value
  }
  const path = above.slice(above.indexOf(el))
  const isButton = tag === 'button' || tag === 'input'
  if (isButton) put('type', attr(el, 'type'))
  if (matches(el, SECRET)) return said as never
  put('id', idOf(el))
  put('role', attr(el, 'role'))
  if (/^(form|button|a)$/.test(tag)) put('name', tidy(attr(el, 'name'), 40))
  put('testid', tidy(attr(el, 'data-testid'), 40))
  const [label, source] = labelOf(el, path, linkText)
  if (label) {
    put('label', tidy(label))
    put('label_source', source)
  }
  put('path', trail(path))
  for (const key of ['path', 'testid', 'name', 'label'])
    if (new Blob([JSON.stringify(said)]).size > BYTES) delete said[key]
  return said as never
}
