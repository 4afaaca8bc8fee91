// What may happen to a page, as data: steps are played in order, each for all repeats at once. `run.mjs` knows the verbs.
// returns: a page of the site is opened afterwards, as by a visitor who comes back.
export const SCENARIOS = [
  { name: 'tab closed', steps: [['track', 3], ['close']] },
  {
    name: 'navigation',
    steps: [
      ['track', 3],
      ['goto', '/two'],
    ],
  },
  { name: 'hidden (the page is told so)', steps: [['track', 3], ['hide'], ['track', 2]] },
  { name: 'tracked in a later pagehide handler', steps: [['onPagehide', 5, 0], ['track', 2], ['close']] },
  { name: '60 × 2 KB at exit', steps: [['onPagehide', 60, 2], ['close']], returns: true },
  { name: 'one event of 200 KB', steps: [['track', 1], ['track', 1, 200], ['track', 1], ['close']] },
  { name: 'renderer killed', engines: ['chromium'], steps: [['track', 3], ['wait', 300], ['killRenderers']] },
  {
    name: 'network cut at exit, visitor returns',
    steps: [['settle'], ['track', 3], ['cut'], ['close'], ['mend']],
    returns: true,
  },
  { name: 'network cut for a while', steps: [['settle'], ['cut'], ['track', 5], ['flush'], ['wait', 3000], ['mend']] },
  {
    name: 'endpoint 500 for a while',
    steps: [['answer', { status: 500 }], ['track', 5], ['flush'], ['wait', 3000], ['answer', {}]],
  },
  {
    name: 'endpoint 500 at exit, visitor returns',
    steps: [['answer', { status: 500 }], ['track', 5], ['close'], ['answer', {}]],
    returns: true,
  },
  {
    name: 'stored, then the connection dropped',
    steps: [['answer', { drop: 'after' }], ['track', 5], ['flush'], ['wait', 2000], ['answer', {}]],
  },
  {
    name: 'two tabs, every second answer 500',
    steps: [
      ['answerInTurn', [{ status: 500 }, {}]],
      ['secondTab'],
      ['track', 5],
      ['flush'],
      ['track', 5],
      ['wait', 1000],
      ['close'],
    ],
    returns: true,
  },
  {
    name: 'storage full',
    before:
      "try { localStorage.x = 'x'.repeat(5_242_000) } catch {}; try { for (;;) localStorage.x += 'x'.repeat(64) } catch {}",
    steps: [['track', 3], ['flush'], ['track', 2], ['close']],
  },
  {
    name: 'storage forbidden',
    before: "Object.defineProperty(window, 'localStorage', { get() { throw new Error('no') } })",
    steps: [['track', 3], ['flush'], ['track', 2], ['close']],
  },
]
