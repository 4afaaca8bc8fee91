// @vitest-environment node
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isDeclaredBot } from '../src/bots.js'
import { skewOf } from '../src/clocks.js'
import { toCsv } from '../src/csv.js'
import { deviceClass } from '../src/device.js'
import { toMajor, toMinor } from '../src/money.js'
import { add, holds, type Ranges } from '../src/ranges.js'
import { addressPrefix, createRateLimit } from '../src/rateLimit.js'
import { pathOf, redact } from '../src/redact.js'
import { bucketOf, fillBuckets } from '../src/reports/trend.js'

describe('Ranges', () => {
  const runs = fc.array(fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 0, max: 6 })))

  test('hold exactly what was added, in as few runs as possible', () => {
    fc.assert(
      fc.property(runs, added => {
        const ranges: Ranges = []
        const plain = new Set<number>()
        for (const [low, more] of added) {
          add(ranges, low, low + more)
          for (let n = low; n <= low + more; n++) plain.add(n)
        }
        for (let n = 0; n <= 50; n++) expect(holds(ranges, n)).toBe(plain.has(n))
        const borders = [...plain].filter(n => !plain.has(n - 1)).length
        expect(ranges).toHaveLength(borders * 2)
        expect(ranges).toEqual([...ranges].sort((a, b) => a - b))
      }),
    )
  })

  test('hold a whole span only without a gap', () => {
    fc.assert(
      fc.property(runs, fc.integer({ min: 1, max: 40 }), fc.integer({ min: 0, max: 10 }), (added, low, more) => {
        const ranges: Ranges = []
        for (const [from, length] of added) add(ranges, from, from + length)
        const each = Array.from({ length: more + 1 }, (_, i) => holds(ranges, low + i))
        expect(holds(ranges, low, low + more)).toBe(each.every(Boolean))
      }),
    )
  })
})

describe('CSV', () => {
  test('quotes what needs it, flattens, and lets no spreadsheet run it', () => {
    const rows = [
      { name: 'a,b', 'say "x"': 'line\nbreak', spread: { mean: 1.5, median: null }, list: ['x', { y: 1 }] },
      { name: '=HYPERLINK("http://evil")', extra: -5, list: [] },
    ]
    expect(toCsv(rows)).toBe(
      'name,"say ""x""",spread.mean,spread.median,list,extra\r\n' +
        '"a,b","line\nbreak",1.5,,"x; {""y"":1}",\r\n' +
        '"\'=HYPERLINK(""http://evil"")",,,,,-5\r\n',
    )
    expect(toCsv([{ a: '@x', b: '+1', c: '-1', d: '\tx' }])).toBe("a,b,c,d\r\n'@x,'+1,'-1,'\tx\r\n")
  })
})

test('an address loses its query and fragment, whatever holds it', () => {
  expect(
    redact({ a: '/p?q=1', b: ['https://x.example/p#f', { c: 'HTTP://x.example?q' }], d: 'why? #1', e: 5 }),
  ).toEqual({
    a: '/p',
    b: ['https://x.example/p', { c: 'HTTP://x.example' }],
    d: 'why? #1',
    e: 5,
  })
  expect(['https://x.example', 'https://x.example/a?b', '/a#b', 'a', ''].map(pathOf)).toEqual([
    '/',
    '/a',
    '/a',
    '/a',
    '/',
  ])
})

test('money is kept in minor units of its currency', () => {
  expect(toMinor(19.99, 'EUR')).toBe(1999)
  expect(toMinor(1.005, 'KWD')).toBe(1005)
  expect(toMinor(500, 'JPY')).toBe(500)
  expect(toMinor(1e300, 'EUR')).toBeNull()
  expect(toMinor(12.5, 'no!')).toBe(1250)
  expect([toMajor(1999, 'EUR'), toMajor(500, 'JPY'), toMajor(1005, 'KWD')]).toEqual([19.99, 500, 1.005])
})

test('addresses share a limit by /24 or /48', () => {
  expect(addressPrefix('203.0.113.9')).toBe('203.0.113')
  expect(addressPrefix('::ffff:203.0.113.9')).toBe('203.0.113')
  expect(addressPrefix('2001:db8:1:2:3:4:5:6')).toBe('2001:db8:1')
  expect(addressPrefix('2001:db8::1')).toBe('2001:db8:0')
  expect(addressPrefix('2001:0db8:0000::1')).toBe('2001:db8:0')
  expect(addressPrefix('::1')).toBe('0:0:0')
})

test('a rate fills up again, and never beyond its burst', () => {
  let now = 0
  const limit = createRateLimit(2, 3, () => now)
  const tries = (n: number) => Array.from({ length: n }, () => limit('site', '203.0.113.9'))
  expect(tries(5)).toEqual([0, 0, 0, 1, 1])
  now = 500
  expect(tries(2)).toEqual([0, 1])
  now = 100_000
  expect(tries(4)).toEqual([0, 0, 0, 1])
  expect(limit('other', '203.0.113.9')).toBe(0)
})

test('only a first attempt by beacon tells the skew, and only a noticeable one counts', () => {
  expect(skewOf({ via: 'beacon', sent: 1000 }, 61_001)).toBe(60_001)
  expect(skewOf({ via: 'beacon', sent: 10_000_000 }, 1000)).toBe(-9_999_000)
  expect(skewOf({ via: 'beacon', sent: 1000 }, 2000)).toBe(0)
  expect(skewOf({ via: 'later', sent: 1000 }, 99_000_000)).toBeNull()
  expect(skewOf({ via: 'fetch', sent: 1000 }, 99_000_000)).toBeNull()
})

test.each([
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Mobile/15E148', [390, 844], 'phone'],
  ['Mozilla/5.0 (Linux; Android 15; Pixel 9) Chrome/140.0 Mobile Safari/537.36', [412, 915], 'phone'],
  ['Mozilla/5.0 (Linux; Android 15; SM-X910) Chrome/140.0 Safari/537.36', [1280, 800], 'tablet'],
  ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Safari/605.1.15', [820, 1180], 'tablet'],
  ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Safari/605.1.15', [1728, 1117], 'desktop'],
  ['Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0', [1366, 768], 'desktop'],
  ['', null, null],
] as const)('%s is a device of its class', (agent, screen, device) => {
  expect(deviceClass(agent, screen as [number, number] | null)).toBe(device)
})

test('bots are known by what they say', () => {
  const bots = ['Googlebot/2.1', 'bingbot/2.0', 'AhrefsBot/7.0', 'facebookexternalhit/1.1', 'Some Crawler']
  const people = ['Mozilla/5.0 (Linux; Android 9; CUBOT X19)', 'HeadlessChrome/140.0', 'Mozilla/5.0 Firefox/153.0', '']
  expect(bots.map(isDeclaredBot)).toEqual(bots.map(() => true))
  expect(people.map(isDeclaredBot)).toEqual(people.map(() => false))
})

test('a trend has every bucket of its period, and never many', () => {
  expect(bucketOf({ from: 0, to: 86_400_000 })).toBe(3_600_000)
  expect(bucketOf({ from: 0, to: 7 * 86_400_000 })).toBe(86_400_000)
  expect(fillBuckets({ from: 10, to: 35, zone: null }, 10, [[2, 7]])).toEqual([
    [10, 0],
    [20, 0],
    [30, 7],
  ])
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 8_640_000_000_000_000 }), to => {
      expect(fillBuckets({ from: 0, to, zone: null }, bucketOf({ from: 0, to }), []).length).toBeLessThanOrEqual(402)
    }),
  )
})
