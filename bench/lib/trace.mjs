// A Chromium trace of one page's main thread, cut at the page's own performance marks.
const CATEGORIES = ['devtools.timeline', 'blink.user_timing', 'disabled-by-default-devtools.timeline']

const SCRIPT =
  /^(EvaluateScript|v8\.evaluateModule|v8\.compile|v8\.compileModule|FunctionCall|EventDispatch|TimerFire|FireIdleCallback|FireAnimationFrame|RunMicrotasks|XHRReadyStateChange|XHRLoad|V8\.GC.*|MinorGC|MajorGC)$/
const PRESS = new Set([
  'pointerdown',
  'mousedown',
  'pointerup',
  'mouseup',
  'click',
  'focusin',
  'focus',
  'blur',
  'focusout',
])

/** Records what `act` does; resolves to the events of the trace. */
export async function record(browser, act) {
  const chunks = []
  const session = await browser.target().createCDPSession()
  session.on('Tracing.dataCollected', ({ value }) => chunks.push(...value))
  const done = new Promise(resolve => session.once('Tracing.tracingComplete', resolve))
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: CATEGORIES, recordMode: 'recordAsMuchAsPossible' },
  })
  try {
    await act()
  } finally {
    await session.send('Tracing.end')
    await done
    await session.detach()
  }
  return chunks
}

/** Spans of this kind that lie in no other of it. */
function outermost(spans) {
  let end = -1
  return spans
    .sort((a, b) => a.ts - b.ts || b.dur - a.dur)
    .filter(span => {
      if (span.ts < end) return false
      end = span.ts + span.dur
      return true
    })
}

// The processor's time of this thread, not the clock's: other programs on the machine do not count.
const sum = spans => spans.reduce((total, { dur, tdur }) => total + (tdur ?? dur), 0)

/** What happened between two marks, all in µs: `{ tasks, script, press, forced, long }`. */
export function between(events, from, to) {
  const mark = name => events.find(event => event.cat?.includes('user_timing') && event.name === name)
  const [start, stop] = [mark(from), mark(to)]
  if (!start || !stop) throw new Error(`the trace has no ${start ? to : from}`)
  const own = events.filter(
    ({ pid, tid, ph, ts }) => pid === start.pid && tid === start.tid && ph === 'X' && ts >= start.ts && ts < stop.ts,
  )
  const named = test => own.filter(({ name }) => test(name))
  const tasks = outermost(named(name => name === 'RunTask'))
  const scripts = outermost(named(name => SCRIPT.test(name)))
  const presses = outermost(own.filter(({ name, args }) => name === 'EventDispatch' && PRESS.has(args?.data?.type)))
  const layouts = named(name => name === 'Layout' || name === 'UpdateLayoutTree')
  return {
    tasks: sum(tasks),
    script: sum(scripts),
    press: sum(presses),
    forced: layouts.filter(({ ts }) => scripts.some(span => ts >= span.ts && ts < span.ts + span.dur)).length,
    long: tasks.filter(({ dur }) => dur > 50_000).length,
  }
}
