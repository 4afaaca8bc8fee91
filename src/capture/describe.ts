import { all, attr, matches, parentOf, pathFrom, tagOf, textOf } from './dom'
import { scrub, tidy } from './redact'

const BYTES = 400
const LEVELS = 5
/** By type and autocomplete: of these fields only tag and type are ever said. */
const SECRET = /password|hidden|email|tel|file|cc-|one-time/
/** Tags and roles to click on; those in the group are named by their text. Not options: which is chosen is a value. */
const WIDGET =
  /^(?:(button|summary|tab|menuitem\w*|switch)|input|select|textarea|label|option|video|audio|link|checkbox|radio|treeitem|combobox|slider|spinbutton)$/
export const isInteractive = (el: Element): boolean =>
  [tagOf(el), attr(el, 'role')].some(kind => WIDGET.test(kind)) ||
  matches(el, 'a[href],[onclick],[data-sojourn],[tabindex]:not([tabindex^="-"])')

const HIDDEN = '[data-sojourn-mask],[data-sojourn-ignore]'

/** Without ids that frameworks make up, and that would differ at each visit. */
const idOf = (el: Element): string => {
  const id = attr(el, 'id')
  return /^[a-z][\w-]{0,39}$/i.test(id) && !/\d{3}|[\da-f]{8}/i.test(id) && scrub(id) === id ? id : ''
}

/** `form#search>div>button`, through shadow roots with `>>`, outermost first. */
const trail = (path: Element[]): string =>
  path.slice(0, LEVELS).reduce((inner, el, i) => {
    const id = idOf(el)
    const below = path[i - 1]
    return tagOf(el) + (id && `#${id}`) + (below ? (parentOf(below) === el ? '>' : '>>') : '') + inner
  }, '')

/** An `ElementDescription`. */
type Said = { [key: string]: string }

/** What a captured element is, in at most 400 bytes. Attributes only: no values, no classes, no style, no layout. */
export const describe = (el: Element, linkText = false): Said => {
  const tag = tagOf(el)
  const isInput = tag === 'input'
  const type = isInput || tag === 'button' ? (el as HTMLInputElement).type : ''
  if (SECRET.test(type + attr(el, 'autocomplete'))) return { tag, type }
  const word = (name: string) => tidy(attr(el, name), 40)
  const path = pathFrom(el)
  const role = word('role')
  const [image, second] = all(el, 'img,title')
  const labels = {
    data: attr(el, 'data-sojourn-label'),
    mask: [...path, ...all(el, HIDDEN)].some(one => matches(one, HIDDEN)) ? '***' : '',
    aria: attr(el, 'aria-label'),
    value: isInput && /submit|button|reset/.test(type) ? attr(el, 'value') : '',
    text: WIDGET.exec(role || tag)?.[1] || (linkText && tag === 'a') ? textOf(el) : '',
    image: image && !second ? attr(image, 'alt') || attr(image, 'title') || textOf(image) : '',
  }
  const [label_source = '', label = ''] = Object.entries(labels).find(([, text]) => text.trim()) ?? []
  const said: Said = {
    tag,
    type,
    id: idOf(el),
    role,
    label: tidy(label),
    label_source,
    name: /^(form|button|a)$/.test(tag) ? word('name') : '',
    testid: word('data-testid'),
    path: trail(path),
  }
  // The least important comes last and goes first.
  for (const key of Object.keys(said).reverse())
    if (!said[key] || new TextEncoder().encode(JSON.stringify(said)).length > BYTES) delete said[key]
  return said
}
