import { isIPv6 } from 'node:net'

export type RateLimit = (site: string, address: string) => number

/** Addresses that share a prefix share a limit: /24, and /48 for IPv6, where one customer has 2^80 addresses. */
export function addressPrefix(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/, '')
  if (!isIPv6(plain)) return plain.split('.').slice(0, 3).join('.')
  const [head = '', tail] = plain.split('::')
  const groups = head === '' ? [] : head.split(':')
  const after = tail ? tail.split(':') : []
  const missing = tail === undefined ? 0 : 8 - groups.length - after.length
  return [...groups, ...Array(Math.max(0, missing)).fill('0'), ...after]
    .slice(0, 3)
    .map(g => parseInt(g, 16).toString(16))
    .join(':')
}

const MAX_KEYS = 100_000

/**
 * A bucket of tokens per site and prefix, in memory only. Answers 0, or in how many seconds to come again.
 * `perSecond` 0: no limit.
 */
export function createRateLimit(perSecond: number, burst: number, now: () => number): RateLimit {
  const buckets = new Map<string, { tokens: number; at: number }>()
  return (site, address) => {
    if (perSecond === 0) return 0
    const key = `${addressPrefix(address)} ${site}`
    const time = now()
    const bucket = buckets.get(key) ?? { tokens: burst, at: time }
    // The oldest goes first: the map keeps the order of insertion, and each use inserts anew.
    buckets.delete(key)
    if (buckets.size >= MAX_KEYS) buckets.delete(buckets.keys().next().value as string)
    buckets.set(key, bucket)
    bucket.tokens = Math.min(burst, bucket.tokens + (Math.max(0, time - bucket.at) / 1000) * perSecond)
    bucket.at = time
    if (bucket.tokens < 1) return Math.max(1, Math.ceil((1 - bucket.tokens) / perSecond))
    bucket.tokens -= 1
    return 0
  }
}
