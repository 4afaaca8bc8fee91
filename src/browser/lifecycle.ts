import { listen, type Stop } from './listen'

export type Lifecycle = {
  /** The page may be leaving for good: hidden, pagehide or freeze. May come several times. */
  onLeave: (reason: 'hidden' | 'navigate') => void
  /** The page is seen again; from the back/forward cache, or not. */
  onShow: (restored: boolean) => void
}

export const isVisible = (): boolean => document.visibilityState === 'visible'

/**
 * One signal for "may be leaving". hidden *and* pagehide are needed: WebKit's tab close fires only pagehide,
 * Chromium's quit only hidden. Never unload or beforeunload: they cost the back/forward cache.
 * https://developer.chrome.com/docs/web-platform/page-lifecycle-api
 */
export const watchLifecycle = ({ onLeave, onShow }: Lifecycle): Stop =>
  listen<PageTransitionEvent>(window, 'visibilitychange pagehide pageshow freeze resume', ({ type, persisted }) => {
    if (type === 'pagehide') onLeave('navigate')
    else if (type === 'freeze' || !isVisible()) onLeave('hidden')
    else onShow(persisted)
  })

/** Calls `start` once the page is no longer being prerendered. */
export const whenActivated = (start: () => void): Stop => {
  if (!(document as { prerendering?: boolean }).prerendering) {
    start()
    return () => {}
  }
  const stop = listen(document, 'prerenderingchange', () => {
    stop()
    start()
  })
  return stop
}
