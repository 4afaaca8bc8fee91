// What may happen to a page, as data: steps are played in order, each for all repeats at once. verbs.mjs knows them.
// - engines: where it can be played, if not in all; `why` says why not elsewhere
// - site: what is special about the site: `before` our script, `headers`, `endpoint`, `options`
// - inTurn: one repeat after the other, as tabs of one window: only one can be seen
// - returns: a page of the site is opened afterwards, its clock so many ms ahead, as by a visitor who comes back
// - hopeless: what no browser allows; its loss is measured, not forbidden
const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
/** Nobody speaks any longer for what a page that died has left. */
const LEASE_OVER = 3 * MINUTE
const REAL = ['chromium', 'firefox']
const NO_HIDING = 'WebDriver hides no tab in WebKitGTK'
const NO_PROFILE = 'a WebDriver session of WebKitGTK keeps no profile'

const repeat = (times, ...steps) => Array.from({ length: times }, () => steps).flat()
const fill =
  "try { localStorage.x = 'x'.repeat(5_242_000) } catch {}; try { for (;;) localStorage.x += 'x'.repeat(64) } catch {}"
const forbid = ['localStorage', 'sessionStorage', 'indexedDB']
  .map(name => `Object.defineProperty(window, '${name}', { get() { throw new Error('no') } })`)
  .join(';')
const policy = connect => ({
  'content-security-policy': `default-src 'none'; img-src data:; script-src 'self' 'unsafe-inline'; connect-src ${connect}`,
})

/** What no page was told of in advance: Chromium sends at once what it holds, elsewhere the next page of the site does. */
const dying = (name, steps, more = {}) => [
  { name, engines: ['chromium'], steps },
  { name: `${name}; the visitor returns`, engines: ['firefox', 'webkit'], steps, returns: LEASE_OVER, ...more },
]

export const SCENARIOS = [
  { name: 'tab closed', steps: [['track', 3], ['close']] },
  {
    name: 'navigation',
    steps: [
      ['track', 3],
      ['goto', '/two'],
    ],
  },
  {
    name: 'tab in the background',
    engines: REAL,
    why: NO_HIDING,
    inTurn: true,
    steps: [['track', 3], ['hide'], ['track', 2], ['uncover']],
  },
  { name: 'told to be hidden', steps: [['track', 3], ['tellHidden'], ['track', 2]] },
  {
    name: 'tab in the background, then frozen',
    engines: ['chromium'],
    why: 'Chromium alone freezes',
    inTurn: true,
    steps: [['track', 3], ['hide'], ['track', 2], ['freeze'], ['uncover']],
  },
  { name: 'tracked in a later pagehide handler', steps: [['onPagehide', 5], ['track', 2], ['close']] },
  { name: '60 × 2 KB at exit', steps: [['onPagehide', 60, 2], ['close']], returns: 1 },
  { name: 'one event of 200 KB', steps: [['track', 1], ['track', 1, 200], ['track', 1], ['close']] },
  ...dying('renderer killed', [['track', 3], ['wait', 300], ['killPages']], {
    engines: ['firefox'],
    why: 'WebDriver in WebKitGTK ends with the page',
  }),
  {
    name: 'renderer crashes',
    engines: ['chromium'],
    why: 'no driver crashes another engine',
    steps: [['track', 3], ['wait', 300], ['crash']],
  },
  ...dying('page hangs and is closed', [['track', 3], ['wait', 300], ['hang'], ['closeHung']]),
  {
    name: 'network gone, browser killed at once; the visitor returns',
    engines: REAL,
    why: NO_PROFILE,
    hopeless: 'localStorage reaches the disk some seconds later',
    steps: [['settle'], ['cut'], ['track', 3], ['wait', 300], ['kill'], ['mend']],
    returns: LEASE_OVER,
  },
  {
    name: 'network gone, browser killed 10 s later; the visitor returns',
    engines: REAL,
    why: NO_PROFILE,
    steps: [['settle'], ['cut'], ['track', 3], ['wait', 10_000], ['kill'], ['mend']],
    returns: LEASE_OVER,
  },
  {
    name: 'durable: network gone, browser killed right after a purchase; the visitor returns',
    engines: REAL,
    why: NO_PROFILE,
    site: { options: { durable: true } },
    steps: [['settle'], ['cut'], ['order'], ['wait', 300], ['kill'], ['mend']],
    returns: LEASE_OVER,
  },
  {
    name: 'network cut at exit; the visitor returns',
    steps: [['settle'], ['track', 3], ['cut'], ['close'], ['mend']],
    returns: 1,
  },
  { name: 'network cut for a while', steps: [['settle'], ['cut'], ['track', 5], ['flush'], ['wait', 3000], ['mend']] },
  {
    name: 'network gone; the visitor returns a day later (by the page’s clock)',
    steps: [['settle'], ['cut'], ['track', 5], ['flush'], ['wait', 1000], ['track', 5], ['close'], ['mend']],
    returns: 24 * HOUR,
  },
  {
    name: '700 events without a network; the visitor returns a day later (by the page’s clock)',
    steps: [['settle'], ['cut'], ...repeat(7, ['track', 100], ['wait', 100]), ['close'], ['mend']],
    returns: 24 * HOUR,
  },
  {
    name: 'endpoint 500 for a while',
    steps: [['answer', { status: 500 }], ['track', 5], ['flush'], ['wait', 3000], ['answer', {}]],
  },
  {
    name: 'endpoint 500 at exit; the visitor returns',
    steps: [['answer', { status: 500 }], ['track', 5], ['close'], ['answer', {}]],
    returns: 1,
  },
  {
    name: 'endpoint 500 for an hour (by the page’s clock)',
    steps: [
      ['answer', { status: 500 }],
      ...repeat(12, ['track', 2], ['flush'], ['wait', 200], ['skip', 5 * MINUTE]),
      ['answer', {}],
      ['skip', 5 * MINUTE],
      ['flush'],
    ],
  },
  {
    name: 'slow answers, tab closed; the visitor returns',
    steps: [['answer', { delay: 3000 }], ['track', 5], ['flush'], ['close'], ['answer', {}]],
    returns: 1,
  },
  {
    name: 'stored, then the connection dropped',
    steps: [['answer', { drop: 'after' }], ['track', 5], ['flush'], ['wait', 2000], ['answer', {}]],
  },
  {
    name: 'stored, then the connection dropped at exit; the visitor returns',
    steps: [['answer', { drop: 'after' }], ['track', 5], ['close'], ['answer', {}]],
    returns: 1,
  },
  {
    name: 'two tabs, 500 at random',
    steps: [
      ['answerAtRandom', { status: 500 }],
      ['secondTab'],
      ...repeat(3, ['track', 5], ['flush'], ['wait', 500]),
      ['close'],
    ],
    returns: 1,
  },
  { name: 'storage full', site: { before: fill }, steps: [['track', 3], ['flush'], ['track', 2], ['close']] },
  { name: 'storage forbidden', site: { before: forbid }, steps: [['track', 3], ['flush'], ['track', 2], ['close']] },
  {
    name: 'strict policy that allows the collector',
    site: { headers: policy("'self'") },
    steps: [['track', 3], ['flush'], ['track', 2], ['close']],
  },
  {
    name: 'policy that forbids the collector',
    site: { headers: policy("'none'") },
    hopeless: 'nothing gets through, and no more is tried',
    steps: [['track', 3], ['flush'], ...repeat(4, ['wait', 500], ['track', 2], ['flush']), ['close']],
  },
  {
    name: 'content blocker',
    engines: REAL,
    why: 'WebKitGTK takes no extension',
    site: { endpoint: '/blocked' },
    hopeless: 'nothing gets through, and little is tried',
    steps: [['track', 3], ['flush'], ...repeat(4, ['wait', 3000], ['track', 2], ['flush']), ['close']],
  },
]

export const playable = engine => SCENARIOS.filter(({ engines }) => !engines || engines.includes(engine))
