// A rule one hover, tap or key press away. Without script or popover support it is simply text on the page.
import { element } from './dom'

const GAP = 6
const EDGE = 12
const LINGER = 160
let count = 0

/** Puts a button before `note` that shows it. `about` completes "How … is counted". */
export function attachRule(note: HTMLElement, about: string): void {
  if (!('popover' in note)) return
  note.id ||= `rule-${++count}`
  note.popover = 'manual'
  note.setAttribute('role', 'note')
  const button = element(
    'button',
    { type: 'button', class: 'rule-button', 'aria-label': `How ${about} is counted`, 'aria-controls': note.id },
    'i',
  )
  note.before(button)

  let pinned = false
  let leaving = 0
  const isOpen = () => note.matches(':popover-open')
  const open = () => {
    if (isOpen()) return
    note.showPopover()
    place(button, note)
    button.setAttribute('aria-expanded', 'true')
    addEventListener('scroll', close, { passive: true, once: true })
    addEventListener('pointerdown', closeOutside, true)
    addEventListener('keydown', closeByKey)
  }
  const close = () => {
    pinned = false
    stay()
    button.setAttribute('aria-expanded', 'false')
    removeEventListener('scroll', close)
    removeEventListener('pointerdown', closeOutside, true)
    removeEventListener('keydown', closeByKey)
    if (isOpen()) note.hidePopover()
  }
  const closeOutside = (event: Event) => {
    const target = event.target as Node
    if (!note.contains(target) && !button.contains(target)) close()
  }
  const closeByKey = (event: KeyboardEvent) => {
    if (event.key === 'Escape') close()
  }
  // The way from the button onto the note crosses a gap: the note must be reachable to be read and copied.
  // https://www.w3.org/WAI/WCAG22/Understanding/content-on-hover-or-focus.html
  const closeSoon = () => {
    if (!pinned) leaving = window.setTimeout(close, LINGER)
  }
  const stay = () => clearTimeout(leaving)

  button.setAttribute('aria-expanded', 'false')
  button.addEventListener('click', () => {
    if (pinned) return close()
    open()
    pinned = true
  })
  button.addEventListener('pointerenter', event => {
    stay()
    if (event.pointerType === 'mouse') open()
  })
  note.addEventListener('pointerenter', stay)
  button.addEventListener('pointerleave', closeSoon)
  note.addEventListener('pointerleave', closeSoon)
  button.addEventListener('blur', close)
}

/** Below the button where there is room, else above; always inside the window. */
function place(button: HTMLElement, note: HTMLElement): void {
  const anchor = button.getBoundingClientRect()
  const width = note.offsetWidth
  const height = note.offsetHeight
  const left = Math.min(Math.max(EDGE, anchor.left + anchor.width / 2 - width / 2), innerWidth - width - EDGE)
  const below = anchor.bottom + GAP
  note.style.left = `${Math.max(EDGE, left)}px`
  note.style.top = `${below + height > innerHeight ? Math.max(EDGE, anchor.top - GAP - height) : below}px`
}
