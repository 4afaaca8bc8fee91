const sorted = values => [...values].sort((a, b) => a - b)

export const quantile = (values, q) => {
  const all = sorted(values)
  const at = (all.length - 1) * q
  const low = Math.floor(at)
  return all[low] + (all[Math.min(low + 1, all.length - 1)] - all[low]) * (at - low)
}

export const median = values => quantile(values, 0.5)

/** A cell of a timed figure: its median, and the least and greatest of what was measured. */
export const spread = values => ({
  value: median(values),
  low: Math.min(...values),
  high: Math.max(...values),
  n: values.length,
})
