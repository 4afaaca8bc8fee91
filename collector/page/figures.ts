// The headline: large quiet numbers, each with its trend and its rule.
import type { Summary } from '../src/api'
import { element, setText } from './dom'
import { formatCount, formatDecimal, formatDuration, formatLarge, formatShare, NOTHING } from './format'
import { attachRule } from './rule'
import { type Trend, trendOf, trendOfShare } from './trend'

interface Figure {
  key: string
  label: string
  rule: string
  read(summary: Summary): number | null
  before(summary: Summary): number | null
  format(value: number): string
  compare: (current: number | null, previous: number | null) => Trend
  /** A second, smaller figure: key, value, and the words around it. */
  aside?: { key: string; read(summary: Summary): number | null; say(value: number): string }
}

const ratio = (part: number, whole: number): number | null => (whole > 0 ? part / whole : null)

const FIGURES: Figure[] = [
  {
    key: 'sessions',
    label: 'Sessions',
    rule: 'Visits. One session spans all tabs of a browser and ends after the timeout without activity, with a purchase, or when the shop ends it.',
    read: summary => summary.sessions,
    before: summary => summary.previous.sessions,
    format: formatLarge,
    compare: trendOf,
    aside: { key: 'live', read: summary => summary.live, say: value => `${formatCount(value)} live now` },
  },
  {
    key: 'page_views',
    label: 'Page views',
    rule: 'Pages seen, including those that a single-page shop shows without loading.',
    read: summary => summary.page_views,
    before: summary => summary.previous.page_views,
    format: formatLarge,
    compare: trendOf,
    aside: {
      key: 'views_per_session',
      read: summary => ratio(summary.page_views, summary.sessions),
      say: value => `${formatDecimal(value)} per session`,
    },
  },
  {
    key: 'duration_median',
    label: 'Session duration',
    rule: 'From the start to the last thing the person did. The large number is the median: half of the sessions are shorter, half longer. The mean is pulled up by a few long ones.',
    read: summary => summary.duration.median,
    before: summary => summary.previous.duration_median,
    format: formatDuration,
    compare: trendOf,
    aside: {
      key: 'duration_mean',
      read: summary => summary.duration.mean,
      say: value => `mean ${formatDuration(value)}`,
    },
  },
  {
    key: 'engaged_median',
    label: 'Engaged time',
    rule: 'The part of a session in which the page was visible and the person active. Median and mean over all sessions.',
    read: summary => summary.engaged.median,
    before: summary => summary.previous.engaged_median,
    format: formatDuration,
    compare: trendOf,
    aside: {
      key: 'engaged_mean',
      read: summary => summary.engaged.mean,
      say: value => `mean ${formatDuration(value)}`,
    },
  },
  {
    key: 'bounce_rate',
    label: 'Bounce rate',
    rule: 'Sessions with one page view, no form, no cart and no purchase, and less than 10 seconds of engaged time. Sessions whose browser could store nothing are left out.',
    read: summary => summary.bounce_rate,
    before: summary => summary.previous.bounce_rate,
    format: formatShare,
    compare: trendOfShare,
  },
  {
    key: 'purchases',
    label: 'Purchases',
    rule: 'Completed orders. Each order number counts once, however often its page is loaded.',
    read: summary => summary.purchases,
    before: summary => summary.previous.purchases,
    format: formatLarge,
    compare: trendOf,
    aside: {
      key: 'purchase_rate',
      read: summary => ratio(summary.purchases, summary.sessions),
      say: value => `${formatShare(value)} of sessions`,
    },
  },
  {
    key: 'abandoned_carts',
    label: 'Abandoned carts',
    rule: 'Something was left in the cart, the session ended, and no purchase followed in it.',
    read: summary => summary.abandoned_carts,
    before: summary => summary.previous.abandoned_carts,
    format: formatLarge,
    compare: trendOf,
    aside: {
      key: 'abandon_rate',
      read: summary => ratio(summary.abandoned_carts, summary.sessions),
      say: value => `${formatShare(value)} of sessions`,
    },
  },
]

const COMPARED = 'The arrow compares with the stretch of equal length just before.'

/** Fills a `<dl>`; the returned function shows a summary in it. */
export function createFigures(list: HTMLElement): (summary: Summary) => void {
  const updates = FIGURES.map(figure => createFigure(list, figure))
  return summary => {
    for (const update of updates) update(summary)
  }
}

function createFigure(list: HTMLElement, figure: Figure): (summary: Summary) => void {
  const note = element('span', { class: 'rule' }, `${figure.rule} ${COMPARED}`)
  const value = element('data', { value: '' }, NOTHING)
  const change = element('span', { 'aria-hidden': 'true' })
  const spoken = element('span', { class: 'visually-hidden' })
  const trend = element('dd', { class: 'trend', 'data-trend': figure.key }, change, spoken)
  const asideValue = element('data', { value: '' })
  const aside = element('dd', { class: 'aside', 'data-figure': figure.aside?.key }, asideValue)
  list.append(
    element(
      'div',
      { class: 'figure' },
      element('dt', {}, figure.label, note),
      element('dd', { class: 'value', 'data-figure': figure.key }, value),
      trend,
      figure.aside ? aside : null,
    ),
  )
  attachRule(note, figure.label.toLowerCase())

  return summary => {
    const current = figure.read(summary)
    value.value = current === null ? '' : String(current)
    setText(value, current === null ? NOTHING : figure.format(current))
    const { direction, text, spoken: words } = figure.compare(current, figure.before(summary))
    trend.dataset.direction = direction
    setText(change, text)
    setText(spoken, words)
    const side = figure.aside?.read(summary) ?? null
    asideValue.value = side === null ? '' : String(side)
    setText(asideValue, side === null || !figure.aside ? '' : figure.aside.say(side))
  }
}
