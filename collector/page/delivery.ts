// The loss ledger in one line: what is held, and what is known to be missing.
import type { Delivery } from '../src/api'
import { find, setText } from './dom'
import { formatCount } from './format'

export function createDelivery(section: HTMLElement): (delivery: Delivery) => void {
  const verdict = find('[data-verdict]', section)
  /** What seldom happens is named only when it did. */
  const writeRare = (key: string, value: number) => {
    find(`[data-delivery="${key}"]`, section).hidden = value === 0
    write(key, value)
  }
  const write = (key: string, value: number) => {
    const data = find<HTMLDataElement>(`[data-delivery="${key}"] data`, section)
    data.value = String(value)
    setText(data, formatCount(value))
  }
  return delivery => {
    const { received, missing, duplicates, dropped, rejected, bots, late } = delivery
    for (const [key, value] of Object.entries({ received, missing, duplicates, dropped })) write(key, value)
    write('late', late.minute)
    for (const [key, value] of Object.entries({ rejected, bots, late_hour: late.hour, late_day: late.day })) {
      writeRare(key, value)
    }
    setText(
      find('[data-why]', section),
      `: ${delivery.rejected_for.map(({ reason, events }) => `${reason} ${formatCount(events)}`).join(', ')}`,
    )
    section.dataset.complete = received === 0 && missing === 0 ? 'unknown' : String(missing === 0)
    setText(verdict, say(delivery))
  }
}

function say({ received, missing }: Delivery): string {
  if (received === 0 && missing === 0) return 'No events in this period.'
  if (missing === 0) return 'Every event that is known to exist has arrived.'
  return missing === 1 ? 'One event is known to be missing.' : `${formatCount(missing)} events are known to be missing.`
}
