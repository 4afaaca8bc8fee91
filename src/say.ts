/** What a developer should know, by a code to search for. The page goes on as it was, even if its console throws or is gone. */
export const say = (level: 'error' | 'warn', code: string, text: unknown): void => {
  // Not by guard(): every part says, so this may import none.
  try {
    console[level](`[sojourn E_${code}] ${text}`)
  } catch {}
}
