/** What a developer should know, by a code to search for. The page goes on as it was. */
export const say = (level: 'error' | 'warn', code: string, text: unknown): void =>
  console[level](`[sojourn E_${code}] ${text}`)
