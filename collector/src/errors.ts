export type CollectorErrorCode =
  | 'E_OPTION'
  | 'E_PORT'
  | 'E_PORT_BUSY'
  | 'E_HOST'
  | 'E_DATA'
  | 'E_DATA_BUSY'
  | 'E_DATA_VERSION'
  | 'E_LINES'
  | 'E_STORE'
  | 'E_STORE_URL'

/** An error that a person can act on: a code, what is wrong, what to do. */
export const collectorError = (code: CollectorErrorCode, message: string, cause?: unknown): Error =>
  Object.assign(new Error(`[collector ${code}] ${message}`, { cause }), { code })

export const hasCode = (error: unknown, code: CollectorErrorCode): boolean =>
  error instanceof Error && (error as { code?: unknown }).code === code
