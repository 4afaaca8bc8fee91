// What the steps of a scenario do. All take the run, some the browser.
import { setTimeout as pause } from 'node:timers/promises'

export const until = async (isTrue, ms) => {
  for (const end = Date.now() + ms; Date.now() < end && !isTrue(); ) await pause(20)
  return isTrue()
}

const onPages = (run, use) => Promise.all(run.pages.map(use))

/** A window of the site, on the clock that the run's pages have. @param from its events are numbered from here */
export async function open(run, browser, from = 0, type = undefined) {
  const page = await browser.page(type)
  await page.goto(`${run.origin}/?from=${from}&later=${run.ahead}`)
  run.pages.push(page)
}

/** What the pages that still answer have noticed of us. */
const look = run =>
  onPages(run, async page => {
    run.noticed += await page.run('noticed').catch(() => 0)
    run.tries = Math.max(run.tries, await page.run('tries').catch(() => 0))
  })

export const verbs = {
  track: (run, _, count, kilobytes = 0) =>
    onPages(run, page => {
      run.tracked += count
      return page.run(`tell(${count}, ${kilobytes})`)
    }),
  order: run => {
    run.tracked++
    return run.pages[0].run('order()')
  },
  onPagehide: (run, _, count, kilobytes = 0) => {
    run.last = count
    return run.pages[0].run(`tellLast(${count}, ${kilobytes})`)
  },
  flush: run => onPages(run, page => page.run(`sojourn('flush')`)),
  goto: (run, _, path, from = 1000) => run.pages[0].goto(`${run.origin}${path}?from=${from}`),
  secondTab: (run, browser) => open(run, browser, 500),
  close: async run => {
    await look(run)
    await onPages(run, page => page.close())
    run.pages = []
  },
  /** Another tab comes to the front. */
  hide: async (run, browser) => {
    run.cover ??= await browser.page('tab')
    await run.cover.front()
    if (!(await run.pages[0].run(`document.visibilityState === 'hidden'`))) throw new Error('the page is not hidden')
  },
  uncover: run => run.cover.close(),
  /** The page is told that it is hidden, where a driver hides none. */
  tellHidden: run =>
    run.pages[0].run(`Object.defineProperty(document, 'visibilityState', { get: () => 'hidden', configurable: true })
      && document.dispatchEvent(new Event('visibilitychange'))`),
  freeze: run => run.pages[0].freeze(),
  crash: run => run.pages.splice(0)[0].crash(),
  hang: async run => {
    run.pages[0].run('setTimeout(() => { for (;;); }, 200)').catch(() => {})
    await pause(500)
  },
  /** No answer is waited for: a page that hangs gives none. */
  closeHung: run => onPages(run, page => page.close().catch(() => {})).then(() => run.pages.splice(0)),
  cut: run => run.proxy.cut(),
  refuse: run => run.proxy.refuse(),
  mend: run => run.proxy.mend(),
  /** The browser itself says that it has no network, or has it again. */
  tellOnline: (run, _, isOnline) =>
    onPages(run, page =>
      page.run(`Object.defineProperty(navigator, 'onLine', { get: () => ${isOnline}, configurable: true })
        && dispatchEvent(new Event(${isOnline} ? 'online' : 'offline'))`),
    ),
  answer: (run, _, how) => run.recorder.answer(how),
  /** Requests that the page makes by fetch are never answered, and their events not stored. */
  hangFetches: run =>
    run.recorder.answer(({ said }) => (said?.batch.via === 'fetch' ? { drop: 'before', delay: 3_600_000 } : {})),
  /** Bodies that are larger than this are answered so. */
  answerAbove: (run, _, bytes, how) => run.recorder.answer(request => (request.bytes > bytes ? how : {})),
  /** With Retry-After, in seconds or as a date by the page's clock. */
  answerLater: (run, _, status, seconds, asDate) =>
    run.recorder.answer(() => {
      const date = new Date(Date.now() + run.ahead + seconds * 1000).toUTCString()
      return { status, headers: { 'retry-after': asDate ? date : `${seconds}` } }
    }),
  /** About every second time. */
  answerAtRandom: (run, _, how) => run.recorder.answer(() => (Math.random() < 0.5 ? how : {})),
  wait: (_, __, ms) => pause(ms),
  /** Until so many requests were answered with this; the page's clock runs on, for only a retry reads its answer. */
  heard: async (run, browser, status, count = 2) => {
    const isHeard = () => run.recorder.requests.filter(request => request.status === status).length >= count
    for (let i = 0; i < 30 && !(await until(isHeard, 500)); i++) await verbs.skip(run, browser, 5000)
    if (!isHeard()) throw new Error(`no ${count} requests were answered with ${status}`)
    await pause(200)
  },
  /** Nothing is sent. */
  silent: async (run, _, ms) => {
    const before = run.recorder.requests.length
    await pause(ms)
    if (run.recorder.requests.length > before) throw new Error('something was sent')
  },
  /** To a page without us, and back from the browser's cache of pages. */
  away: async run => {
    await run.pages[0].goto(`${run.origin}/plain`)
  },
  back: async run => {
    await run.pages[0].run('history.back()').catch(() => {})
    const isBack = () => run.pages[0].run('isBack').catch(() => false)
    for (let i = 0; i < 100 && !(await isBack()); i++) await pause(50)
    if (!(await isBack())) throw new Error('the page did not come from the back/forward cache')
  },
  /** The page's clock, and that of pages opened later, is so much ahead. */
  skip: (run, _, ms) => {
    run.ahead += ms
    return onPages(run, page => page.run(`skip(${ms})`))
  },
  /** Somebody sets the clock of the machine. */
  setBack: (run, _, ms) => {
    run.ahead -= ms
    return onPages(run, page => page.run(`setBack(${ms})`))
  },
  /** The page has said what it had to say, and heard the answer. */
  settle: async run => {
    await run.pages[0].run(`sojourn('flush')`)
    await until(() => run.recorder.requests.some(({ isStored }) => isStored), 15_000)
    await pause(300)
  },
  look,
}
