/** The sorted numbers of a group; NULLs are left out. */
export const sorted = (column: string): string => `arraySort(groupArray(${column}))`

/**
 * The exact quantile of sorted numbers, between two of them in proportion, as DuckDB's quantile_cont; ClickHouse's own
 * is a sample from some thousand numbers on. NULL of nothing.
 */
export function quantileOf(numbers: string, level: number): string {
  const place = `(greatest(toInt64(length(${numbers})), 1) - 1) * ${level}`
  const low = `toUInt32(floor(${place}))`
  const at = (index: string) => `toFloat64(assumeNotNull(arrayElement(${numbers}, ${index})))`
  const high = `least(${low} + 2, length(${numbers}))`
  return `if(empty(${numbers}), NULL, ${at(`${low} + 1`)} + (${place} - ${low}) * (${at(high)} - ${at(`${low} + 1`)}))`
}
