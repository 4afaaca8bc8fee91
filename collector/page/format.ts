// Numbers, durations, money and dates in words. The page is English; the reader's own English decides the details.

const locale = navigator.languages.find(language => language.startsWith('en')) ?? 'en-GB'

export const NOTHING = '–'
const MINUTE = 60_000
const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 })
const compact = new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 })
const percentage = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 })
const finePercentage = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 })
const decimal = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 })

const inUnit = (unit: string, digits = 1) =>
  new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'narrow', minimumIntegerDigits: digits })
const hours = inUnit('hour')
const minutes = inUnit('minute')
const seconds = inUnit('second')
const paddedMinutes = inUnit('minute', 2)
const paddedSeconds = inUnit('second', 2)
const fineSeconds = new Intl.NumberFormat(locale, {
  style: 'unit',
  unit: 'second',
  unitDisplay: 'narrow',
  maximumFractionDigits: 1,
})

const clock = new Intl.DateTimeFormat(locale, { hour: 'numeric', minute: '2-digit' })
const clockSeconds = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', second: '2-digit' })
const dayMonth = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short' })
const weekday = new Intl.DateTimeFormat(locale, { weekday: 'short', day: 'numeric', month: 'short' })
const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' })

export const formatCount = (value: number): string => whole.format(value)
/** For the headline: 1,234 and 98,765, but 1.2M. */
export const formatLarge = (value: number): string => (value < 100_000 ? whole : compact).format(value)
export const formatDecimal = (value: number): string => decimal.format(value)

/** Share of one. Small shares keep a decimal, so that 0.4 % is not 0 %. */
export function formatShare(value: number | null): string {
  if (value === null) return NOTHING
  return (value > 0 && value < 0.1 ? finePercentage : percentage).format(value)
}

export function formatDuration(ms: number | null): string {
  if (ms === null) return NOTHING
  if (ms < 9_950) return fineSeconds.format(Math.max(0, ms) / 1000)
  const total = Math.round(ms / 1000)
  if (total < 60) return seconds.format(total)
  if (total < 3600) return `${minutes.format(Math.floor(total / 60))} ${paddedSeconds.format(total % 60)}`
  return `${hours.format(Math.floor(total / 3600))} ${paddedMinutes.format(Math.floor((total % 3600) / 60))}`
}

const monies = new Map<string, Intl.NumberFormat>()

/** Made once: a formatter takes longer to make than a thousand numbers to format. */
function moneyIn(currency: string): Intl.NumberFormat {
  const made = monies.get(currency) ?? new Intl.NumberFormat(locale, { style: 'currency', currency })
  monies.set(currency, made)
  return made
}

/** Currency codes come from the shop's own markup and may be anything. */
export function formatMoney(value: number, currency: string | null): string {
  try {
    if (currency) return moneyIn(currency).format(value)
  } catch {
    // Not an ISO 4217 code: said as it was written.
  }
  return `${new Intl.NumberFormat(locale, { minimumFractionDigits: 2 }).format(value)}${currency ? ` ${currency}` : ''}`
}

export const formatClock = (time: number): string => clock.format(time)
export const formatClockSeconds = (time: number): string => clockSeconds.format(time)
export const formatDay = (time: number): string => dayMonth.format(time)
export const formatWeekday = (time: number): string => weekday.format(time)
export const isMidnight = (time: number): boolean => new Date(time).getHours() === 0 && time % HOUR === 0

/** "now", "4 min ago", "13:05" within a day, "14 Mar, 13:05" beyond. */
export function formatMoment(time: number, now: number): string {
  const age = now - time
  if (age < MINUTE) return 'just now'
  if (age < HOUR) return relative.format(-Math.floor(age / MINUTE), 'minute')
  if (new Date(time).toDateString() === new Date(now).toDateString()) return clock.format(time)
  return `${dayMonth.format(time)}, ${clock.format(time)}`
}

export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${formatCount(count)} ${count === 1 ? one : many}`
