import { createAlarm } from '../browser/clock'
import { chunk, EXIT, fitting, type Stream } from './batch'
import type { Outbox } from './outbox'
import { createLater } from './request'
import type { Form } from './transport'

/**
 * Writes ahead what a page has no acknowledgement for, and arms what no beacon has taken.
 * @param next number of the attempt that comes next
 * @param isShut whether nothing may be sent for now: then nothing is armed either
 * @param isOff whether no more is done for this page: what is armed stays so
 */
export const createSafety = (
  url: string,
  own: Stream,
  form: Form,
  outbox: Outbox,
  next: () => number,
  isShut: () => boolean,
  isOff: () => boolean,
) => {
  const arm = createLater()
  /** When all that came together is here. */
  const alarm = createAlarm(() => secure(true))
  const secure = (atOnce?: boolean): void => {
    if (!atOnce) {
      alarm.set(0)
      return
    }
    alarm.clear()
    if (isOff()) return
    const k = next()
    const { entries, dropped } = own
    const kept = fitting(entries, outbox.room())
    // If this page dies, so does what finds no room.
    const rest = { ...own, dropped: dropped + entries.length - kept.length }
    const body = entries[0] ? form(rest, kept, 'later', k) : ''
    outbox.write(
      body,
      entries.some(one => one.critical),
    )
    const [loose = []] = chunk(isShut() ? [] : entries.filter(({ via }) => via !== 'beacon'), EXIT)
    // Mostly that is all there is.
    const isAll = kept === entries && loose.length === entries.length
    arm(url + k, isAll ? body : loose[0] && form(own, loose, 'later', k))
  }
  return { secure, disarm: () => arm('', '') }
}
