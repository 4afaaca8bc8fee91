// A shop must work where storage is refused (private windows, sandboxed frames): then it remembers for one page only.
const memory = new Map()

export const load = key => {
  try {
    return JSON.parse(localStorage.getItem(key))
  } catch {
    return memory.get(key) ?? null
  }
}

export const save = (key, value) => {
  memory.set(key, value)
  try {
    localStorage.setItem(key, JSON.stringify(value))
  } catch {}
}

/** Short ids that a person can read out on the phone. */
export const shortId = length => {
  const letters = 'BCDFGHJKLMNPQRSTVWXZ'
  return Array.from(crypto.getRandomValues(new Uint8Array(length)), byte => letters[byte % letters.length]).join('')
}
