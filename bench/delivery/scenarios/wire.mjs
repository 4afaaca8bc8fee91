// What may happen on the way.
import { repeat } from './repeat.mjs'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

/** WebKitGTK's cache of pages holds two or three, of all windows together. */
const SMALL_CACHE = ['webkit']

export const WIRE = [
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
    name: 'connections refused for a while',
    steps: [['settle'], ['refuse'], ['track', 5], ['flush'], ['wait', 3000], ['mend']],
  },
  {
    name: 'connections refused at exit; the visitor returns',
    steps: [['settle'], ['track', 3], ['refuse'], ['close'], ['mend']],
    returns: 1,
  },
  {
    name: 'browser offline and online again',
    steps: [
      ['settle'],
      ['cut'],
      ['tellOnline', false],
      ...repeat(3, ['track', 5], ['flush']),
      ['skip', HOUR],
      ['silent', 500],
      ['mend'],
      ['tellOnline', true],
    ],
  },
  {
    name: 'left unanswered, then back from the back/forward cache',
    alone: SMALL_CACHE,
    steps: [['settle'], ['answer', { drop: 'before' }], ['track', 3], ['away'], ['answer', {}], ['back'], ['track', 2]],
  },
  {
    name: 'stored unanswered, then back from the back/forward cache',
    alone: SMALL_CACHE,
    steps: [['settle'], ['answer', { drop: 'after' }], ['track', 3], ['away'], ['answer', {}], ['back'], ['track', 2]],
  },
]
