import { guard } from '../browser/listen'
import type { Props } from '../events'
import { attr, baseOf } from './dom'
import type { Redact } from './redact'

/** Image maps have links, too. */
export const LINK = 'a[href],area[href]'

/** Where a link leads. By its attribute: links in pictures have no `host`. Read at once, told later. */
export const describeLink = (el: Element, redact: Redact): (() => Props) => {
  const [href, base] = [attr(el, 'href'), baseOf(el)]
  const host = guard(() => new URL(href, base).host)
  return () => ({ href: redact(href, base), outbound: !!host && host !== location.host })
}
