// Who is here now, and who was here last. A session keeps its row, open or not, when it ends.
import type { LiveEvent, SessionRow } from '../src/api'
import { arrange, element, find, setText } from './dom'
import { formatDuration, formatMoment } from './format'
import { createSessionDetails, type LoadSession, type SessionDetails } from './session-details'
import { describeFacts, describeWay } from './session-words'

const FIRST = 6
/** Of those who are here: the pages and carts below are for an owner too. */
const FIRST_LIVE = 10
/** More visitors at once than anybody reads; the headline counts them all. */
const MOST_LIVE = 50
/** How many sessions are asked for. */
export const MOST_SESSIONS = 500

const CARTS: Record<SessionRow['cart'], string> = {
  none: '',
  filled: 'cart filled',
  abandoned: 'cart abandoned',
  purchased: 'purchased',
}

interface Row {
  details: SessionDetails
  update(session: SessionRow, now: number): void
}

export interface Sessions {
  show(live: readonly SessionRow[], earlier: readonly SessionRow[], now: number): void
  add(event: LiveEvent): void
  /** Asks again for the timelines that are open. */
  reload(): Promise<void>
}

export function createSessions(section: HTMLElement, load: LoadSession): Sessions {
  const liveList = find('[data-list="live"]', section)
  const earlierList = find('[data-list="earlier"]', section)
  const more = find<HTMLButtonElement>('[data-more]', section)
  const moreLive = find<HTMLButtonElement>('[data-more-live]', section)
  const rest = find('[data-rest]', section)
  const rows = new Map<string, Row>()
  let limit = FIRST
  let limitLive = FIRST_LIVE
  let redraw = () => {}

  const rowFor = (session: SessionRow, now: number): HTMLElement => {
    const row = rows.get(session.id) ?? createRow(session.id, load)
    rows.set(session.id, row)
    row.update(session, now)
    return row.details.element
  }

  more.addEventListener('click', () => {
    limit += 20
    redraw()
  })
  moreLive.addEventListener('click', () => {
    limitLive = limitLive === FIRST_LIVE ? MOST_LIVE : FIRST_LIVE
    redraw()
  })

  return {
    show(live, earlier, now) {
      redraw = () => {
        // One that is being watched stays, whoever did something since.
        const here = live.filter(({ id }, index) => index < limitLive || rows.get(id)?.details.isOpen())
        const present = new Set(live.map(session => session.id))
        const past = earlier.filter(session => !present.has(session.id))
        const shown = past.slice(0, limit)
        const drawn = new Set([...here, ...shown].map(session => session.id))
        for (const id of rows.keys()) {
          if (!drawn.has(id)) rows.delete(id)
        }
        // Taken out of one list before it enters the other: the element is the same.
        const liveRows = here.map(session => rowFor(session, now))
        const pastRows = shown.map(session => rowFor(session, now))
        arrange(earlierList, pastRows)
        arrange(liveList, liveRows)
        section.dataset.live = String(live.length)
        section.dataset.earlier = String(past.length)
        moreLive.hidden = live.length <= FIRST_LIVE
        setText(moreLive, limitLive === FIRST_LIVE ? 'Show more who are here' : 'Show fewer')
        more.hidden = past.length <= limit
        rest.hidden = !more.hidden || earlier.length < MOST_SESSIONS - live.length
      }
      redraw()
    },
    add(event) {
      if (event.session) rows.get(event.session)?.details.add(event)
    },
    async reload() {
      await Promise.all([...rows.values()].map(row => row.details.reload()))
    },
  }
}

function createRow(id: string, load: LoadSession): Row {
  const details = createSessionDetails(id, load)
  const way = element('span', { class: 'path' })
  const cart = element('span', { class: 'badge' })
  const facts = element('span', { class: 'under' })
  const length = element('span', { class: 'length' })
  const when = element('span', { class: 'under' })
  details.summary.append(
    element('span', { class: 'session-main' }, element('span', { class: 'session-way' }, way, ' ', cart), ' ', facts),
    ' ',
    element('span', { class: 'session-side' }, length, ' ', when),
  )
  return {
    details,
    update(session, now) {
      details.element.dataset.state = session.live ? 'live' : 'ended'
      details.element.dataset.cart = session.cart
      details.element.dataset.endReason = session.end_reason ?? ''
      setText(way, describeWay(session))
      setText(cart, CARTS[session.cart])
      cart.hidden = session.cart === 'none'
      setText(facts, describeFacts(session))
      setText(length, formatDuration(session.duration))
      setText(when, session.live ? `active ${formatMoment(session.end, now)}` : formatMoment(session.end, now))
    },
  }
}
