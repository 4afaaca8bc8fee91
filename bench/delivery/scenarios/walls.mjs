// What a browser may forbid.
import { repeat } from './repeat.mjs'

const MINUTE = 60_000
const fill =
  "try { localStorage.x = 'x'.repeat(5_242_000) } catch {}; try { for (;;) localStorage.x += 'x'.repeat(64) } catch {}"
const forbid = ['localStorage', 'sessionStorage', 'indexedDB']
  .map(name => `Object.defineProperty(window, '${name}', { get() { throw new Error('no') } })`)
  .join(';')
const policy = connect => ({
  'content-security-policy': `default-src 'none'; img-src data:; script-src 'self' 'unsafe-inline'; connect-src ${connect}`,
})

export const WALLS = [
  { name: 'storage full', site: { before: fill }, steps: [['track', 3], ['flush'], ['track', 2], ['close']] },
  { name: 'storage forbidden', site: { before: forbid }, steps: [['track', 3], ['flush'], ['track', 2], ['close']] },
  {
    name: 'as much stored as a site may, then a purchase; the visitor returns',
    site: { options: { endOnPurchase: false } },
    steps: [
      ['answer', { status: 500 }],
      ...[1, 2, 3, 4, 5].flatMap(n => [
        ['track', 55, 1],
        ['wait', 500],
        ['goto', '/next', 1000 * n],
        ['wait', 500],
      ]),
      ['order'],
      ['wait', 500],
      ['close'],
      ['answer', {}],
    ],
    returns: 1,
    hurry: 6 * MINUTE,
  },
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
    engines: ['chromium', 'firefox'],
    why: 'WebKitGTK takes no extension',
    site: { endpoint: '/blocked' },
    hopeless: 'nothing gets through, and little is tried',
    steps: [['track', 3], ['flush'], ...repeat(4, ['wait', 3000], ['track', 2], ['flush']), ['close']],
  },
]
