// Small type guards for what comes from outside.

/** Fits the store's 32-bit column; a document with two thousand million events is not a document. */
export const MAX_SEQ = 2 ** 31 - 1
const MAX_TIME = 4_102_444_800_000 // the year 2100

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const isText = (value: unknown, longest: number): value is string =>
  typeof value === 'string' && value.length <= longest

export const isCount = (value: unknown, highest: number): value is number =>
  Number.isInteger(value) && (value as number) >= 0 && (value as number) <= highest

export const isTime = (value: unknown): value is number =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0 && value < MAX_TIME

export const textOf = (value: unknown, longest = 1000): string | null =>
  typeof value === 'string' && value !== '' ? value.slice(0, longest) : null

export const numberOf = (value: unknown): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? value : null
