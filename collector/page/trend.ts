// How a figure stands against the period of equal length before. Pure.
import { formatDecimal, formatShare } from './format'

export interface Trend {
  direction: 'up' | 'down' | 'same' | 'none'
  /** As shown beside the figure. */
  text: string
  /** As said by a screen reader. */
  spoken: string
}

const NONE: Trend = { direction: 'none', text: '', spoken: 'nothing before to compare with' }
const SAME: Trend = { direction: 'same', text: 'no change', spoken: 'no change against the period before' }

export function trendOf(current: number | null, previous: number | null): Trend {
  if (current === null || previous === null || previous === 0) return NONE
  const change = current / previous - 1
  if (Math.abs(change) < 0.005) return SAME
  return said(change, formatShare(Math.abs(change)))
}

/** For figures that are shares themselves: "3 points", since "3 % of 40 %" misleads. */
export function trendOfShare(current: number | null, previous: number | null): Trend {
  if (current === null || previous === null) return NONE
  const points = (current - previous) * 100
  if (Math.abs(points) < 0.05) return SAME
  return said(points, `${formatDecimal(Math.abs(points))} pts`)
}

function said(change: number, size: string): Trend {
  const up = change > 0
  return {
    direction: up ? 'up' : 'down',
    text: `${up ? '↑' : '↓'} ${size}`,
    spoken: `${size} ${up ? 'more' : 'less'} than in the period before`,
  }
}
