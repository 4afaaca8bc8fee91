// One session, event by event. An event's properties are one press away.
import type { LiveEvent, TimelineEvent } from '../src/api'
import { arrange, element } from './dom'
import { formatClockSeconds, formatCount, formatDuration } from './format'

const FIRST = 200
const PAUSE = 60_000

const WORDS: Record<string, string> = {
  session_start: 'Session began',
  session_end: 'Session ended',
  page_view: 'Saw',
  page_leave: 'Left or hid the page',
  click: 'Clicked',
  form_submit: 'Sent the form',
  view_item: 'Looked at',
  view_cart: 'Looked at the cart',
  add_to_cart: 'Put in the cart',
  remove_from_cart: 'Took out of the cart',
  update_cart: 'Changed the quantity',
  begin_checkout: 'Began the checkout',
  purchase: 'Bought',
  campaign: 'Came by a campaign',
}

export interface Timeline {
  element: HTMLElement
  show(events: readonly TimelineEvent[]): void
  /** An event that has just been committed; its properties follow with the next `show`. */
  add(event: LiveEvent): void
}

export function createTimeline(): Timeline {
  const list = element('ol', { class: 'timeline', 'data-list': 'timeline' })
  const earlier = element('button', { type: 'button', class: 'quiet', hidden: true })
  const whole = element('div', { class: 'timeline-box' }, earlier, list)
  const known = new Map<string, TimelineEvent>()
  const items = new Map<string, HTMLElement>()
  let everything = false

  const draw = () => {
    const all = [...known.values()].sort(inOrder)
    const shown = everything ? all : all.slice(-FIRST)
    earlier.hidden = shown.length === all.length
    earlier.textContent = `Show ${formatCount(all.length - shown.length)} earlier events`
    let before: TimelineEvent | undefined
    arrange(
      list,
      shown.map(event => {
        const pause = before ? event.time - before.time : 0
        const item = itemFor(event, event.path !== before?.path, pause >= PAUSE ? pause : 0)
        before = event
        return item
      }),
    )
  }

  const itemFor = (event: TimelineEvent, namesPath: boolean, pause: number): HTMLElement => {
    const key = `${event.doc} ${event.seq} ${namesPath} ${pause} ${Object.keys(event.props).length}`
    const item = items.get(key) ?? createItem(event, namesPath, pause)
    items.set(key, item)
    return item
  }

  earlier.addEventListener('click', () => {
    everything = true
    draw()
  })

  return {
    element: whole,
    show(events) {
      known.clear()
      for (const event of events) known.set(`${event.doc} ${event.seq}`, event)
      draw()
    },
    add(event) {
      const key = `${event.doc} ${event.seq}`
      if (known.has(key)) return
      known.set(key, { ...event, props: {} })
      draw()
    },
  }
}

const inOrder = (one: TimelineEvent, other: TimelineEvent): number =>
  one.time - other.time || (one.doc === other.doc ? one.seq - other.seq : one.doc < other.doc ? -1 : 1)

function createItem(event: TimelineEvent, namesPath: boolean, pause: number): HTMLElement {
  const said = WORDS[event.name]
  const line: HTMLElement[] = [
    element('time', { datetime: new Date(event.time).toISOString() }, formatClockSeconds(event.time)),
    element('span', { class: 'verb' }, said ?? event.name),
  ]
  if (event.what) line.push(element('span', { class: 'what' }, event.what))
  if (namesPath && event.path !== event.what) line.push(element('span', { class: 'path' }, event.path))

  const props = Object.entries(event.props)
  const row = props.length
    ? element('details', {}, element('summary', { class: 'event' }, ...spaced(line)), createProps(props))
    : element('div', { class: 'event' }, ...spaced(line))
  const item = element(
    'li',
    { 'data-event': event.name, 'data-doc': event.doc, 'data-seq': event.seq, 'data-custom': !said },
    row,
  )
  if (pause) item.prepend(element('p', { class: 'pause' }, `${formatDuration(pause)} later`))
  return item
}

/** For whoever hears or copies the line: its parts are words apart. */
const spaced = (parts: HTMLElement[]): (HTMLElement | string)[] => parts.flatMap(part => [part, ' '])

function createProps(props: [string, unknown][]): HTMLElement {
  return element(
    'dl',
    { class: 'props' },
    ...props.flatMap(([name, value]) => [
      element('dt', {}, name),
      element('dd', {}, typeof value === 'string' ? value : JSON.stringify(value)),
    ]),
  )
}
