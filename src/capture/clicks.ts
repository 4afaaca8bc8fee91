import { now } from '../browser/clock'
import { listen, type Stop } from '../browser/listen'
import type { Props } from '../events'
import { declaredBy } from './declared'
import { describe } from './describe'
import { attr, isIgnored, matches, pathOf, rootOf, tagOf } from './dom'
import type { Emit } from './emit'
import { redactUrl } from './redact'

const INTERACTIVE =
  'a[href],button,input,select,textarea,summary,label,option,[role=button],[role=link],[role=tab],[role^=menuitem],[role=checkbox],[role=radio],[role=switch],[role=option],[role=treeitem],[role=combobox],[role=slider],[role=spinbutton],[onclick],[data-sojourn],[tabindex]:not([tabindex^="-"]),video,audio'
/** A click into one of these only puts the cursor there. */
const TEXT =
  'textarea,[contenteditable]:not([contenteditable=false]),input:not([type=checkbox],[type=radio],[type=button],[type=submit],[type=reset],[type=image],[type=color],[type=file],[type=range])'
export const SUBMITTER = 'button:not([type=button],[type=reset]),input:is([type=submit],[type=image])'

/** More than this many in a window is a stuck key or a game: the rest is counted, not sent. */
const MOST = 30
const WINDOW = 10_000
const REPEAT = 100

export type ClickOptions = { linkText: boolean; query: string[] }

/** Clicks by people on interactive elements; one action, one event. */
export const captureClicks = (emit: Emit, { linkText, query }: ClickOptions): Stop => {
  let windowStart = 0
  let count = 0
  let dropped = 0
  let viaLabel = false
  let last: Element | undefined
  let lastAt = 0

  return listen<MouseEvent>(window, 'click auxclick', event => {
    if (!event.isTrusted) return
    const path = pathOf(event)
    const el = path.find(one => matches(one, INTERACTIVE))
    if (!el || isIgnored(path)) return
    const link = matches(el, 'a[href]') ? attr(el, 'href') : null
    if (event.type === 'auxclick' && (event.button !== 1 || !link)) return

    // A click on a label comes twice: on the label, then on its control. The second one counts.
    const control = tagOf(el) === 'label' && (el as HTMLLabelElement).control
    if (control && !(control as HTMLInputElement).disabled) {
      viaLabel = true
      return
    }
    const pointer = viaLabel || event.detail > 0
    viaLabel = false
    // Enter in a field clicks the submit button by itself; only the focus tells it from Enter on the button.
    const focused = rootOf(el).activeElement as HTMLInputElement | null
    if (
      !pointer &&
      focused !== el &&
      focused?.form &&
      matches(el, SUBMITTER) &&
      focused.form === (el as HTMLButtonElement).form
    )
      return
    if (matches(el, TEXT)) return

    const at = event.timeStamp
    if (!pointer && el === last && at - lastAt < REPEAT) return
    last = el
    lastAt = at

    const declared = declaredBy(path, 'click')
    if (declared) return emit(declared.name, { ...declared.props, el: describe(declared.el, path, linkText) })
    if (declaredBy(path, 'change')) return
    if (now() - windowStart > WINDOW) {
      windowStart = now()
      count = 0
    }
    if (++count > MOST) {
      dropped++
      return
    }
    const props: Props = {
      el: describe(el, path, linkText),
      input: pointer ? 'pointer' : 'keyboard',
      button: event.button,
    }
    if (link) {
      props.href = redactUrl(link, query)
      props.outbound = new URL(link, location.href).host !== location.host
    }
    if (dropped) props.dropped = dropped
    dropped = 0
    emit('click', props)
  })
}
