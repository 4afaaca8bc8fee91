import { now } from '../browser/clock'
import { arrivedBy } from '../browser/environment'
import { isVisible } from '../browser/lifecycle'
import { guard } from '../browser/listen'
import type { Navigation, Props } from '../events'
import { captureScroll, type Stopwatch } from './engagement'
import { type Redact, tidy } from './redact'

/** An event as capture tells it. */
export type Told = {
  name: string
  time: number
  url: string
  page: number
  props: Props
  critical?: boolean
  order?: undefined
  finish?: ((props: Props) => void) | undefined
}
/** How a page came to be shown: a reload may be a kiosk's timer, a return is no new visit. */
export type Arrival = 'view' | 'return' | 'reload'

export type PageParts = {
  redact: Redact
  stopwatch: Stopwatch
  onView: (view: Told, arrival: Arrival) => void
  onLeave: (leave: Told) => void
}

/** The page that is shown: where it is, what is said when it comes and when it goes. */
export const createPage = ({ redact, stopwatch, onView, onLeave }: PageParts) => {
  const scroll = captureScroll()
  /** Early calls are counted with the time and the address they were made at. */
  let moment: [time: number, url: string] | undefined
  let view: Told | undefined
  /** Of the page that is shown, as far as it is known. */
  let title = ''
  let start = 0
  /** How far down the page was seen when its address changed: what is measured after that is the next one. */
  let seen: number | undefined

  let told = ['', '']
  /** Each event asks, and the address seldom changes. */
  const address = (): string => {
    const href = moment?.[1] ?? location.href
    if (href !== told[0]) told = [href, redact(href)]
    return told[1] as string
  }
  const parsed = (url = address()) => guard(() => new URL(url))
  const path = (url?: string) => parsed(url)?.pathname ?? ''
  const tell = (name: string, props: Props, time = moment?.[0] ?? now()): Told => ({
    name,
    time,
    url: address(),
    // What is told before its page view is of the same page.
    page: view?.page ?? 1,
    props,
    // Of its own, whatever a page has put on Object.prototype.
    order: undefined,
    finish: undefined,
  })
  const leave = (reason: 'hidden' | 'navigate', scroll_pct = scroll.depth()) => {
    if (view)
      onLeave({
        ...tell('page_leave', {
          engaged_ms: Math.round(stopwatch.total() - start),
          scroll_pct,
          reason,
        }),
        url: view.url,
      })
  }
  const entitle = (props: Props) => {
    // What the site has said itself stays. An element may be called title.
    if (props.title === title) props.title = title = guard(() => tidy(document.title, 200)) ?? ''
  }
  /** Another site is told by its origin only. */
  const referrer = (): string => {
    const from = document.referrer && redact(document.referrer)
    return from.startsWith(`${location.origin}/`) ? from : from.split('/', 3).join('/')
  }
  return {
    tell,
    leave,
    path,
    view: () => view,
    /** Fields of the address that say where a visit came from. */
    campaign: (url?: string): Props =>
      Object.fromEntries([...(parsed(url)?.searchParams ?? [])].filter(([key]) => /^utm_/.test(key))),
    show: (nav: Navigation) => {
      const restored = nav === 'bfcache'
      // Loaded anew, or seen by another session: nobody has left another page for it.
      const isFirst = restored || nav === 'load'
      const from = view && !isFirst ? view.url : referrer()
      if (!isFirst) leave('navigate', nav === 'manual' ? undefined : seen)
      start = stopwatch.total()
      // Scripts show pages in hidden tabs, too.
      if (isVisible()) stopwatch.push()
      scroll.reset()
      const made = tell('page_view', { path: path(), title: '', referrer: from, nav })
      made.page = (view?.page ?? 0) + 1
      title = ''
      // Titles are often set after the address: bound as late as may be, while this page is the one that is shown.
      made.finish = props => {
        if (view === made && address() === made.url) entitle(props)
      }
      view = made
      const type = nav === 'load' && arrivedBy()
      onView(
        made,
        type === 'reload' ? type : restored || nav === 'traverse' || type === 'back_forward' ? 'return' : 'view',
      )
    },
    /** Another page is about to be shown: the title and the height are still those of this one. */
    bind: () => {
      seen = scroll.depth()
      if (view) entitle(view.props)
    },
    /** Runs `fn` as if it were that moment on that page. */
    replay: (time: number, url: string, fn: () => void) => {
      moment = [time, url]
      guard(fn)
      moment = undefined
    },
    watch: scroll.watch,
  }
}

export type Page = ReturnType<typeof createPage>
