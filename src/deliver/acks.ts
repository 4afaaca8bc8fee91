import { guard, type Stop } from '../browser/listen'

/**
 * Browsers list beacons in Resource Timing, so an answer is seen without a second request. The collector sends
 * `Server-Timing: ack;desc="<k>"` and lets itself be timed only when the batch *and* its claims are held; WebKit shows
 * a foreign collector's timing, but not its words. A bare same-origin 2xx says that the batch is held, not its claims.
 * https://www.w3.org/TR/resource-timing/ https://www.w3.org/TR/server-timing/
 */
export const watchAcks = (url: string, onAck: (k: number, claimsToo: boolean) => void): Stop => {
  const foreign = new URL(url).origin !== location.origin
  const observer = guard(() => {
    const watcher = new PerformanceObserver(list => {
      for (const entry of list.getEntries() as PerformanceResourceTiming[]) {
        if (!entry.name.startsWith(url)) continue
        const k = entry.name.slice(url.length)
        const { serverTiming = [], responseStart, responseStatus = 0 } = entry
        const held =
          serverTiming.some(({ name, description }) => name === 'ack' && description === k) ||
          (foreign && responseStart > 0)
        if (held || (responseStatus >= 200 && responseStatus < 300)) onAck(+k, held)
      }
    })
    watcher.observe({ type: 'resource' })
    return watcher
  })
  return () => observer?.disconnect()
}
