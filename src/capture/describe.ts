import { all, attr, matches, parentOf, pathFrom, tagOf, textOf } from './dom'
import { LINK } from './links'
import { scrub, tidy } from './redact'

const BYTES = 400
const LEVELS = 5
/** By type and autocomplete: of these fields only tag and type are ever said. */
const SECRET = /password|hidden|email|tel|file|cc-|one-time/i
/** What people type and choose is part of the text of what is around it. */
const FIELDS = 'textarea,select,[contenteditable]'
/** Tags and roles that are named by their text. Not options: which is chosen is a value. */
const NAMED = /^(button|summary|tab|menuitem\w*|switch)$/
/** Tags and roles to click on. One selector, so that the browser asks them all at once. */
const WIDGETS =
  'button summary tab switch input select textarea label option video audio link checkbox radio treeitem combobox slider spinbutton'
const INTERACTIVE = `${WIDGETS.replace(/(\w+) ?/g, '$1,[role=$1],')}[role^=menuitem],${LINK},[onclick],[data-sojourn],[tabindex]:not([tabindex^="-"])`
export const isInteractive = (el: Element): boolean => matches(el, INTERACTIVE)
/** Whether a click on a label goes on to something that counts. A custom element may be nothing of the kind. */
export const leads = (control: Element, path: Element[]): boolean =>
  !path.includes(control) && !matches(control, ':disabled') && pathFrom(control).some(isInteractive)

const IMAGE = 'img,title,[type=image]'
const HIDDEN = '[data-sojourn-mask],[data-sojourn-ignore]'

/** Without ids that frameworks make up, and that would differ at each visit. */
const stable = (id: string): string =>
  /^[a-z][\w-]{0,39}$/i.test(id) && !/\d{3}|[\da-f]{8}/i.test(id) && scrub(id) === id ? id : ''

/** An `ElementDescription`. */
type Said = { [key: string]: string }

/**
 * What a captured element is, in at most 400 bytes. Attributes only: no values, no classes, no style, no layout.
 * Read at once, since the page may change or remove it; the answer makes it fit to leave, and may be asked later.
 * @param path the element and what is above it
 */
export const describe = (path: Element[], linkText = false): (() => Said) => {
  const [el] = path as [Element]
  const read = (name: string) => attr(el, name)
  const tag = tagOf(el)
  const isInput = tag === 'input'
  const type = isInput || tag === 'button' ? (el as HTMLInputElement).type : ''
  if (SECRET.test(type + read('autocomplete'))) return () => ({ tag, type })
  const role = read('role')
  const name = /^(form|button|a)$/.test(tag) ? read('name') : ''
  const testid = read('data-testid')
  const by = (source: string, text: string) => /\S/.test(text) && ([source, text] as const)
  const isMasked = path.some(one => matches(one, HIDDEN)) || all(el, HIDDEN)[0]
  const [image, second] = matches(el, IMAGE) ? [el] : all(el, IMAGE)
  const [source, label] = by('data', read('data-sojourn-label')) ||
    (isMasked && by('mask', '***')) ||
    by('aria', read('aria-label')) ||
    (isInput && /submit|button|reset/.test(type) && by('value', read('value'))) ||
    ((NAMED.test(role || tag) || (linkText && tag === 'a')) && !all(el, FIELDS)[0] && by('text', textOf(el))) ||
    (image && !second && by('image', attr(image, 'alt') || attr(image, 'title') || textOf(image))) || ['', '']
  const steps = path.slice(0, LEVELS).map((one, i) => {
    const below = path[i - 1]
    return [tagOf(one), attr(one, 'id'), below ? (parentOf(below) === one ? '>' : '>>') : ''] as const
  })
  return () => {
    const [id] = steps.map(step => stable(step[1]))
    const said = Object.entries({
      tag,
      type,
      id,
      role: tidy(role, 40),
      label: tidy(label),
      label_source: source,
      name: tidy(name, 40),
      testid: tidy(testid, 40),
      // `form#search>div>button`, through shadow roots with `>>`, outermost first.
      path: steps.reduce((inner, [tag, id, joint]) => tag + (stable(id) && `#${id}`) + joint + inner, ''),
    }).filter(([, text]) => text) as [string, string][]
    // The least important comes last and goes first.
    while (new TextEncoder().encode(JSON.stringify(said)).length > BYTES) said.pop()
    return Object.fromEntries(said)
  }
}
