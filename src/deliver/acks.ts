import { guard, type Stop } from '../browser/listen'

/**
 * Browsers list beacons in Resource Timing, so an answer is seen without a second request.
 * `Server-Timing: ack;desc="<k>"` says "stored"; where it cannot be read, a cross-origin answer that lets itself be
 * timed does, or a same-origin 2xx. https://www.w3.org/TR/resource-timing/ https://www.w3.org/TR/server-timing/
 * @param explicit only such an ack also says that every claim of the batch is held
 */
export const watchAcks = (url: string, onAck: (k: number, explicit: boolean) => void): Stop => {
  const foreign = new URL(url).origin !== location.origin
  const observer = guard(() => {
    const watcher = new PerformanceObserver(list => {
      for (const entry of list.getEntries() as PerformanceResourceTiming[]) {
        if (!entry.name.startsWith(url)) continue
        const k = entry.name.slice(url.length)
        const { serverTiming = [], responseStart, responseStatus = 0 } = entry
        const explicit = serverTiming.some(({ name, description }) => name === 'ack' && description === k)
        if (explicit || (foreign ? responseStart > 0 : responseStatus >= 200 && responseStatus < 300))
          onAck(+k, explicit)
      }
    })
    watcher.observe({ type: 'resource' })
    return watcher
  })
  return () => observer?.disconnect()
}
