// A line that opens into a session's timeline: used by the sessions and by the abandoned carts.
import type { LiveEvent, SessionDetail } from '../src/api'
import { element, setText } from './dom'
import { createTimeline } from './timeline'

export type LoadSession = (id: string) => Promise<SessionDetail>

export interface SessionDetails {
  element: HTMLDetailsElement
  summary: HTMLElement
  isOpen(): boolean
  /** Asks for the timeline again, if it is open. */
  reload(): Promise<void>
  add(event: LiveEvent): void
}

export function createSessionDetails(id: string, load: LoadSession): SessionDetails {
  const summary = element('summary')
  const note = element('p', { class: 'note' }, 'Loading …')
  const timeline = createTimeline()
  const whole = element('details', { class: 'session', 'data-session': id }, summary, note, timeline.element)
  timeline.element.hidden = true

  const reload = async () => {
    if (!whole.open) return
    try {
      const session = await load(id)
      timeline.show(session.timeline)
      timeline.element.hidden = false
      setText(note, `Session ${id}${session.end_reason ? ` · end: ${session.end_reason}` : ''}`)
    } catch (error) {
      if (timeline.element.hidden) note.textContent = error instanceof Error ? error.message : 'Not available.'
    }
  }
  whole.addEventListener('toggle', () => void reload())

  return { element: whole, summary, isOpen: () => whole.open, reload, add: timeline.add }
}
