// What the endpoint may answer. The answer to a beacon is not read: a bad one must stay until the retry by fetch.
import { repeat } from './repeat.mjs'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** Refused for good: dropped, and counted; what comes later arrives. */
const refusal = status => ({
  name: `endpoint ${status}`,
  steps: [
    ['settle'],
    ['answer', { status }],
    ['track', 5],
    ['flush'],
    ['heard', status],
    ['answer', {}],
    ['track', 2],
    ['flush'],
  ],
  gone: 5,
})

/** Nothing is sent before the time that the collector has asked for. */
const later = (status, asDate) => ({
  name: `endpoint ${status} with Retry-After as ${asDate ? 'a date' : 'seconds'}`,
  steps: [
    ['settle'],
    ['answerLater', status, 120, asDate],
    ['track', 5],
    ['flush'],
    ['heard', status],
    ['answer', {}],
    ['skip', MINUTE],
    ['silent', 500],
    ['skip', 2 * MINUTE],
  ],
})

export const ANSWERS = [
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
      ['wait', 500],
      ['answer', {}],
    ],
    hurry: 6 * MINUTE,
  },
  {
    name: 'endpoint 500, and the clock set back 3 h',
    steps: [
      ['answer', { status: 500 }],
      ...repeat(8, ['track', 1], ['flush'], ['wait', 200], ['skip', 5 * MINUTE]),
      ['setBack', 3 * HOUR],
      ['answer', {}],
    ],
    hurry: MINUTE,
  },
  {
    name: 'retries that are never answered, tab closed',
    steps: [
      ['settle'],
      ['answer', { drop: 'before' }],
      ['track', 5],
      ['flush'],
      ['heard', 0, 1],
      ['hangFetches'],
      ['skip', MINUTE / 4],
      ['wait', 500],
      ['close'],
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
    hurry: 6 * MINUTE,
  },
  refusal(400),
  refusal(403),
  later(429),
  later(429, true),
  later(503),
  {
    name: 'endpoint 408, then well',
    steps: [
      ['settle'],
      ['answer', { status: 408 }],
      ['track', 5],
      ['flush'],
      ['heard', 408],
      ['answer', {}],
      ['skip', MINUTE],
    ],
  },
  {
    name: 'endpoint 413 above 4 KB',
    steps: [
      ['settle'],
      ['answerAbove', 4096, { status: 413 }],
      ['track', 10, 1],
      ['track', 1, 5],
      ['flush'],
      ['heard', 413, 4],
      ['flush'],
    ],
  },
  {
    name: 'endpoint 410; the visitor returns a day later (by the page’s clock)',
    steps: [
      ['settle'],
      ['answer', { status: 410 }],
      ['track', 5],
      ['flush'],
      ['heard', 410],
      ['answer', {}],
      ['track', 2],
      ['flush'],
      ['silent', 500],
      ['close'],
    ],
    returns: DAY,
  },
]
