import { after } from '../browser/clock'
import type { Stop } from '../browser/listen'
import { chunk, EXIT, fitting, type Stream } from './batch'
import type { Outbox } from './outbox'
import { createLater } from './request'
import type { Form } from './transport'

/**
 * Writes ahead what a page has no acknowledgement for, and arms what no beacon has taken.
 * @param next number of the attempt that comes next
 * @param isShut whether nothing may be sent for now: then nothing is armed either
 */
export const createSafety = (
  url: string,
  own: Stream,
  form: Form,
  outbox: Outbox,
  next: () => number,
  isShut: () => boolean,
) => {
  const arm = createLater()
  let stopTimer: Stop | undefined
  let isOff = false

  /** At once, or when all that came together is here. */
  const secure = (atOnce?: boolean): void => {
    if (!atOnce) {
      stopTimer ??= after(0, () => secure(true))
      return
    }
    stopTimer?.()
    stopTimer = undefined
    if (isOff) return
    const k = next()
    const { entries, dropped } = own
    const kept = fitting(entries, outbox.room())
    // If this page dies, so does what finds no room.
    const rest = { ...own, dropped: dropped + entries.length - kept.length }
    const critical = entries.some(one => one.critical)
    outbox.write(kept.length ? form(rest, kept, 'later', k) : '', critical)
    const untaken = entries.filter(({ via }) => via !== 'beacon')
    const [loose] = chunk(isShut() ? [] : untaken, EXIT)
    arm(url + k, loose && form(own, loose, 'later', k))
  }
  return {
    secure,
    disarm: () => arm('', ''),
    rest: () => {
      stopTimer?.()
      isOff = true
    },
  }
}
