// The one chart: sessions over time. Colours come from the stylesheet, so both colour schemes are drawn right.
import uPlot from 'uplot'
import type { Summary } from '../src/api'
import { element, setText } from './dom'
import { DAY, formatClock, formatCount, formatDay, formatWeekday, isMidnight, plural } from './format'

const HEIGHT = 220
const WHOLE_STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 2e4, 5e4, 1e5, 2e5, 5e5, 1e6]
const HOUR_STEPS = [60, 300, 600, 900, 1800, 3600, 2 * 3600, 3 * 3600, 6 * 3600, 12 * 3600, 24 * 3600]
const DAY_STEPS = [1, 2, 3, 7, 14, 30, 90].map(days => (days * DAY) / 1000)

type Trend = Summary['trend']

/** Draws into `place`; the returned function shows a trend up to `to`. */
export function createChart(place: HTMLElement): (trend: Trend, to: number) => void {
  const tip = element('div', { class: 'chart-tip', 'aria-live': 'polite', hidden: true })
  const tipWhen = element('span')
  const tipCount = element('b')
  tip.append(tipWhen, ' ', tipCount)
  const canvas = element('div', { class: 'chart-plot', role: 'img', tabindex: 0 })
  place.append(canvas, tip)

  let trend: Trend = { bucket_ms: DAY, points: [] }
  let plot: uPlot | null = null

  const color = (name: string) => () => getComputedStyle(place).getPropertyValue(name).trim()

  const showTip = (chart: uPlot) => {
    const point = trend.points[chart.cursor.idx ?? -1]
    tip.hidden = !point
    if (!point) return
    setText(tipWhen, describeBucket(point[0], trend.bucket_ms))
    setText(tipCount, plural(point[1], 'session'))
    const at = chart.valToPos(point[0] / 1000, 'x') + chart.bbox.left / devicePixelRatio
    tip.style.left = `${Math.min(Math.max(at, tip.offsetWidth / 2), place.clientWidth - tip.offsetWidth / 2)}px`
  }

  const create = (data: uPlot.AlignedData): uPlot =>
    new uPlot(
      {
        width: place.clientWidth,
        height: HEIGHT,
        legend: { show: false },
        padding: [14, 30, 0, 0],
        cursor: { y: false, drag: { setScale: false, x: false, y: false }, points: { size: 9 } },
        scales: { y: { range: (_, __, highest) => [0, Math.max(4, (highest || 0) * 1.1)] } },
        axes: [
          {
            stroke: color('--muted'),
            font: '12px system-ui, sans-serif',
            grid: { show: false },
            ticks: { show: false },
            space: 64,
            size: 30,
            incrs: () => (trend.bucket_ms >= DAY ? DAY_STEPS : HOUR_STEPS),
            values: (_, splits, __, ___, step) => splits.map(second => labelAxis(second * 1000, step)),
          },
          {
            stroke: color('--muted'),
            font: '12px system-ui, sans-serif',
            grid: { stroke: color('--line'), width: 1 },
            ticks: { show: false },
            incrs: WHOLE_STEPS,
            space: 34,
            size: 44,
            values: (_, splits) => splits.map(formatCount),
          },
        ],
        series: [
          {},
          { stroke: color('--accent'), fill: color('--accent-wash'), width: 2, points: { show: false } },
          { stroke: color('--accent'), fill: color('--accent-wash'), width: 2, dash: [4, 5], points: { show: false } },
        ],
        hooks: { setCursor: [showTip] },
      },
      data,
      canvas,
    )

  canvas.addEventListener('keydown', event => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key]
    if (!step || !plot) return
    event.preventDefault()
    const last = trend.points.length - 1
    const index = Math.min(Math.max((plot.cursor.idx ?? (step > 0 ? -1 : last + 1)) + step, 0), last)
    const point = trend.points[index]
    if (point) plot.setCursor({ left: plot.valToPos(point[0] / 1000, 'x'), top: 0 })
  })
  canvas.addEventListener('blur', () => plot?.setCursor({ left: -10, top: -10 }))
  new ResizeObserver(() => plot?.setSize({ width: place.clientWidth, height: HEIGHT })).observe(place)
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => plot?.redraw())

  return (next, to) => {
    trend = next
    const data = split(next, to)
    canvas.setAttribute('aria-label', describe(next))
    if (plot) plot.setData(data)
    else plot = create(data)
  }
}

/** The last bucket is dashed while it is still filling: it is not a fall. */
function split({ bucket_ms, points }: Trend, to: number): uPlot.AlignedData {
  const last = points.length - 1
  const begun = points[last]?.[0] ?? 0
  // A day of 23 hours is whole when it ends at midnight.
  const whole = begun + bucket_ms <= to || (bucket_ms === DAY && isMidnight(to))
  const filling = last > 0 && !whole
  return [
    points.map(([start]) => start / 1000),
    points.map(([, count], index) => (filling && index === last ? null : count)),
    points.map(([, count], index) => (filling && index >= last - 1 ? count : null)),
  ]
}

function labelAxis(time: number, stepSeconds: number): string {
  return stepSeconds * 1000 >= DAY || isMidnight(time) ? formatDay(time) : formatClock(time)
}

function describeBucket(start: number, bucket: number): string {
  if (bucket > DAY) return `${formatDay(start)} – ${formatDay(start + bucket - DAY / 2)}`
  // Noon: where the clocks changed since the period began, a bucket starts an hour beside midnight.
  if (bucket === DAY) return formatWeekday(start + DAY / 2)
  return `${formatWeekday(start)}, ${formatClock(start)} – ${formatClock(start + bucket)}`
}

function describe({ bucket_ms, points }: Trend): string {
  const highest = points.reduce<[number, number] | null>(
    (top, point) => (top && top[1] >= point[1] ? top : point),
    null,
  )
  if (!highest || highest[1] === 0) return 'Sessions over time: none in this period'
  return `Sessions over time. Most: ${plural(highest[1], 'session')}, ${describeBucket(highest[0], bucket_ms)}`
}
