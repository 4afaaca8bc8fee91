import { type Stream, waiting } from './batch'

/**
 * A page is back from the back/forward cache. Nobody heard the answers meanwhile: what it had sent is asked after, like
 * that of an earlier page; what it had adopted is anybody's again.
 */
export const recall = (own: Stream, streams: Set<Stream>): void => {
  const entries = own.entries.filter(({ via }) => via)
  const high = entries[entries.length - 1]?.seq
  own.entries = waiting(own)
  streams.clear()
  streams.add(own)
  if (!high) return
  const stream = { ...own, high, entries, done: () => streams.delete(stream) }
  for (const entry of entries) entry.via = undefined
  streams.add(stream)
}
