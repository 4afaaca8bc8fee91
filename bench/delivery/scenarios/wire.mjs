// What may happen on the way, and at the endpoint.
import { repeat } from './repeat.mjs'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

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
]
