import { after, elapsed } from '../browser/clock'
import { isParsed } from '../browser/environment'
import { isVisible } from '../browser/lifecycle'
import { guard, listen, type Stop } from '../browser/listen'
import type { Navigation } from '../events'

/** A page view by hand this soon after an automatic one is the same. */
const MERGE = 1000

type NavigationApi = EventTarget & { currentEntry?: unknown }

/** Calls back whenever the address may have changed. Patches History only where the Navigation API is missing. */
const watchAddress = (onChange: (nav: Navigation) => void): Stop => {
  const { navigation } = window as { navigation?: NavigationApi }
  if (navigation?.addEventListener) {
    return listen<Event & { navigationType?: Navigation }>(navigation, 'currententrychange', ({ navigationType }) =>
      onChange(navigationType ?? 'replace'),
    )
  }
  const stops = [listen(window, 'popstate hashchange', () => onChange('traverse'))]
  for (const nav of ['push', 'replace'] as const) {
    const name = `${nav}State` as const
    const original = history[name]
    let on = true
    const patched: typeof original = function (this: History, ...args) {
      const result = original.apply(this, args)
      if (on) guard(() => onChange(nav))
      return result
    }
    guard(() => {
      history[name] = patched
    })
    stops.push(() => {
      on = false
      // Somebody may have patched over ours: then it stays, and does nothing.
      if (history[name] === patched) history[name] = original
    })
  }
  return () => {
    for (const stop of stops) stop()
  }
}

export type PageOptions = {
  /** Says which addresses are the same page. */
  keyOf: () => string
  onPage: (nav: Navigation) => void
}

/** Decides, once per task, whether another page is shown now. */
export const capturePages = ({ keyOf, onPage }: PageOptions) => {
  let key: string | undefined
  let address = ''
  let shownAt = 0
  let kind: Navigation | undefined
  let stopDeciding: Stop | undefined

  const shown = (nav: Navigation) => {
    const bare = location.href.replace(/#.*/, '')
    key = keyOf()
    onPage(nav !== 'load' && nav !== 'bfcache' && nav !== 'manual' && bare === address ? 'hash' : nav)
    address = bare
    shownAt = elapsed()
  }
  const decide = () => {
    stopDeciding?.()
    stopDeciding = undefined
    const nav = kind
    kind = undefined
    if (nav && key !== undefined && keyOf() !== key) shown(nav)
  }
  const first = () => {
    if (key === undefined && isVisible()) shown('load')
  }
  const stops = [
    watchAddress(nav => {
      // A redirect is a push and a replace: one page view, and it was a push.
      if (kind !== 'push') kind = nav
      stopDeciding ??= after(0, decide)
    }),
    // Loaded in a background tab: nobody has seen it yet.
    listen(document, 'visibilitychange DOMContentLoaded', () => {
      if (isParsed()) first()
    }),
  ]
  if (isParsed()) first()
  return {
    first,
    /** Decides what is still open, before events leave. */
    decide,
    restored: () => shown('bfcache'),
    /** By hand. False just after an automatic one of the same page: they are one. */
    manual: () => {
      if (keyOf() === key && elapsed() - shownAt < MERGE) return false
      shown('manual')
      return true
    },
    stop: () => {
      for (const stop of stops) stop()
      stopDeciding?.()
    },
  }
}
