// How a page may end.

const REAL = ['chromium', 'firefox']
const NO_HIDING = 'WebDriver hides no tab in WebKitGTK'
const NO_PROFILE = 'a WebDriver session of WebKitGTK keeps no profile'

/** What no page was told of in advance: Chromium sends at once what it holds, elsewhere the next page of the site does. */
const dying = (name, steps, more = {}) => [
  { name, engines: ['chromium'], steps },
  { name: `${name}; the visitor returns`, engines: ['firefox', 'webkit'], steps, returns: 1, ...more },
]

export const ENDS = [
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
  {
    // Chromium does not wait long for a closing page: windows that close together share the processor.
    name: '60 × 2 KB at exit',
    alone: ['chromium'],
    steps: [['onPagehide', 60, 2], ['close']],
    returns: 1,
  },
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
  {
    // A discard itself was not to be had: asked for once on chrome://discards, it did nothing that was seen. What it does to the page
    // is played: it is hidden, and its process is gone.
    name: 'hidden tab whose renderer is gone, as by a discard; the visitor returns',
    engines: ['chromium'],
    why: 'no driver crashes another engine',
    inTurn: true,
    steps: [['track', 3], ['hide'], ['track', 2], ['wait', 300], ['crash'], ['uncover']],
    returns: 1,
  },
  ...dying('page hangs and is closed', [['track', 3], ['wait', 300], ['hang'], ['closeHung']]),
  {
    name: 'network gone, browser killed at once; the visitor returns',
    engines: REAL,
    why: NO_PROFILE,
    hopeless: 'localStorage reaches the disk some seconds later',
    steps: [['settle'], ['cut'], ['track', 3], ['wait', 300], ['kill'], ['mend']],
    returns: 1,
  },
  {
    name: 'network gone, browser killed 10 s later; the visitor returns',
    engines: REAL,
    why: NO_PROFILE,
    steps: [['settle'], ['cut'], ['track', 3], ['wait', 10_000], ['kill'], ['mend']],
    returns: 1,
  },
  {
    name: 'durable: network gone, browser killed right after a purchase; the visitor returns',
    engines: REAL,
    why: NO_PROFILE,
    site: { options: { durable: true } },
    steps: [['settle'], ['cut'], ['order'], ['wait', 300], ['kill'], ['mend']],
    returns: 1,
  },
]
