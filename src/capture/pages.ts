import { after, elapsed } from '../browser/clock'
import { isParsed } from '../browser/environment'
import { isVisible } from '../browser/lifecycle'
import { guard, listen, type Stop } from '../browser/listen'
import type { Navigation } from '../events'
import type { Capturing, Host } from './host'

/** A page view by hand this soon after an automatic one is the same. */
const MERGE = 1000

/** Calls back whenever the address may have changed. Patches History only where the Navigation API is missing. */
const watchAddress = (stops: Stop[], onChange: (nav: Navigation) => void): void => {
  const { navigation } = window as { navigation?: EventTarget & { currentEntry?: object } }
  // Not just anything of that name: `<nav id=navigation>` is a property of window, too.
  if (navigation?.currentEntry) {
    stops.push(
      listen<Event & { navigationType?: Navigation }>(navigation, 'currententrychange', ({ navigationType }) =>
        onChange(navigationType ?? 'replace'),
      ),
    )
    return
  }
  stops.push(listen(window, 'popstate hashchange', () => onChange('traverse')))
  for (const nav of ['push', 'replace'] as const) {
    const name = `${nav}State` as const
    const original = history[name]
    const patched = (...args: Parameters<typeof original>) => {
      original.apply(history, args)
      guard(() => onChange(nav))
    }
    history[name] = patched
    stops.push(() => {
      // Somebody may have patched over ours: then it stays, and what it calls does nothing.
      if (history[name] === patched) history[name] = original
    })
  }
}

/** Decides, once per task, whether another page is shown now. */
export const capturePages = ({ settings, stops, onAddress, onPage }: Host): Omit<Capturing, 'submit'> => {
  let isOn = settings.capture.pages
  let open: Navigation | undefined = 'load'
  let key: string | undefined
  let address: string | undefined
  let shownAt = -Infinity

  const keyOf = () => {
    const url = new URL(location.href)
    return guard(() => settings.pageKey(url)) ?? url.pathname
  }
  const bare = () => location.href.split('#')[0]
  const show = (nav: Navigation) => {
    key = keyOf()
    address = bare()
    if (nav !== 'manual') shownAt = elapsed()
    onPage(nav)
  }
  const decide = () => {
    const nav = open
    // Loaded in a background tab: nobody has seen it yet.
    if (!isOn || !nav || (nav === 'load' && !isVisible())) return
    open = undefined
    if (keyOf() !== key) show(bare() === address ? 'hash' : nav)
  }
  const begin = () => {
    if (isParsed()) decide()
  }
  if (isOn) {
    guard(() =>
      watchAddress(stops, nav => {
        if (!open) {
          onAddress()
          after(0, decide)
        }
        // A redirect is a push and a replace: one page view, and it was a push. Routers replace after a step back, too.
        if (open !== 'load' && (!open || nav !== 'replace')) open = nav
      }),
    )
    stops.push(listen(document, 'visibilitychange DOMContentLoaded', begin), () => {
      isOn = false
    })
  }
  begin()
  return {
    decide,
    view: nav => {
      decide()
      if (nav === 'manual' ? keyOf() !== key || elapsed() - shownAt > MERGE : isOn) show(nav)
    },
  }
}
