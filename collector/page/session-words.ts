// A session in a line of words.
import type { SessionRow } from '../src/api'
import { plural } from './format'

/** The timeout is how a session usually ends and goes without saying. */
const ENDED: Partial<Record<NonNullable<SessionRow['end_reason']>, string>> = {
  purchase: 'ended with the purchase',
  manual: 'ended by the shop',
  limit: 'ended after 12 hours',
  consent: 'ended as consent was withdrawn',
}
/** "/ → /cart", or the one page. */
export function describeWay({ entry, exit, pages }: SessionRow): string {
  const first = entry ?? pages[0] ?? 'no page'
  const last = exit ?? pages.at(-1) ?? first
  return first === last ? first : `${first} → ${last}`
}

export function describeFacts(session: SessionRow): string {
  return [
    plural(session.pages.length, 'page'),
    plural(session.events, 'event'),
    session.device,
    session.referrer ? `from ${hostOf(session.referrer)}` : null,
    session.bounce && !session.live ? 'bounce' : null,
    session.end_reason && ENDED[session.end_reason],
  ]
    .filter(Boolean)
    .join(' · ')
}

function hostOf(referrer: string): string {
  try {
    return new URL(referrer).host.replace(/^www\./, '') || referrer
  } catch {
    return referrer
  }
}
