// Money is stored in minor units (cents), so that sums are exact.

const digits = new Map<string, number>()

/** How many decimals the currency has: 2 for EUR, 0 for JPY, 3 for KWD. */
export function minorDigits(currency: string | null): number {
  if (currency === null) return 2
  let known = digits.get(currency)
  if (known === undefined) {
    known = /^[A-Z]{3}$/.test(currency)
      ? (new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2)
      : 2
    // Bounded: the key comes from outside.
    if (digits.size < 500) digits.set(currency, known)
  }
  return known
}

export function toMinor(amount: number | null, currency: string | null): number | null {
  if (amount === null) return null
  const minor = Math.round(amount * 10 ** minorDigits(currency))
  return Number.isSafeInteger(minor) ? minor : null
}

export const toMajor = (minor: number, currency: string | null): number => minor / 10 ** minorDigits(currency)
