import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createRedact, redactPath, scrub, tidy } from '../../src/capture/redact'

const TOKEN = '9f8e7d6c5b4a39281706f5e4d3c2b1a0'

describe('Text is scrubbed', () => {
  test.each([
    ['Call jane.doe@example.org 4111 1111 1111 1111', 'Call *** ***'],
    ['jörg@münchen.example', '***'],
    ['jane%40example.org', '***'],
    ['jane＠example.org', '***'],
    ['jane%252540example.org', '***'],
    ['4111 - 1111 - 1111 - 1111', '***'],
    ['From 4111 1111 to 4222 2222', 'From *** to ***'],
    ['4111–1111–1111–1111', '***'],
    ['٤١١١ ١١١١ ١١١١ ١١١١', '***'],
    ['4111\u200b1111\u200b1111\u200b1111', '***'],
    ['+43 (0) 664 123 45 67', '+***'],
    [`Copy ${TOKEN}`, 'Copy ***'],
    ['Bearer eyJhbGciOiJIUzI1NiJ9', 'Bearer ***'],
    ['123456', '***'],
    ['a1b2c3d4e5f6g7h8i9j0k1l2', '***'],
    ['A1B2C3D4E5F6G7H8I9J0K1L2', '***'],
    ['a1b2c3d4.e5f6+g7h8/i9j0=k1l2~', '***'],
  ])('%s', (text, expected) => {
    expect(scrub(text)).toBe(expected)
  })

  test.each([
    'Add to cart',
    'Room 12345',
    'a1b2c3d4e5f6g7h8i9j0k1l',
    'Mugs 1........................2',
    'Buy 3 for 12.50',
    '100 % cotton',
    'Internationalisierungsbeauftragte',
    '2024年新款 iPhone15 手机壳',
  ])('and "%s" stays', text => {
    expect(scrub(text)).toBe(text)
  })

  test('before it is cut, so that no half of a card number stays', () => {
    expect(tidy(`${'word '.repeat(15)}4111 1111 1111 1111`)).not.toMatch(/\d/)
  })

  test('even where long text is cut before it is read', () => {
    expect(tidy(`${'1234 '.repeat(798)}jane.doe@example.org`)).not.toContain('jane')
    expect(tidy('word '.repeat(2000))).toHaveLength(80)
  })

  test('with its spaces and lines drawn together, and long enough to be known', () => {
    expect(tidy('  Add\n\t to   cart ')).toBe('Add to cart')
    expect(tidy('word '.repeat(100))).toHaveLength(80)
  })

  test('to the same text when it is scrubbed again', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), text => scrub(scrub(text)) === scrub(text)))
  })

  test('of every e-mail and card number, wherever it stands', () => {
    const around = fc.string({ unit: 'grapheme' }).map(text => text.replace(/[\p{N}@]/gu, ''))
    const separator = fc.constantFrom('', ' ', '-', '.', '\u00a0', '–')
    fc.assert(
      fc.property(around, around, separator, (before, after, between) => {
        const card = ['4929', '1234', '5678', '9012'].join(between)
        expect(scrub(`${before} ${card} ${after} jane@example.org`)).not.toMatch(/4929|1234|5678|9012|jane|example/)
      }),
    )
  })
})

describe('A path', () => {
  test.each([
    ['/products/blue-mug', '/products/blue-mug'],
    ['/product/12345678', '/product/12345678'],
    ['/caf%C3%A9/12345678-%C3%A9', '/caf%C3%A9/12345678-%C3%A9'],
    ['/order/123456789', '/order/*'],
    ['/order/12-34-56-789', '/order/*'],
    [`/reset/${TOKEN}`, '/reset/*'],
    ['/u/jane%40example.org/x', '/u/*/x'],
    ['/u/jane%2540example.org', '/u/*'],
    ['/t/eyJhbGciOiJub25lIn0', '/t/*'],
    ['/bad/%E0%A4%A', '/bad/*'],
    ['/٤٩٢٩١٢٣٤٥', '/*'],
  ])('%s becomes %s', (path, expected) => {
    expect(redactPath(path)).toBe(expected)
  })
})

describe('An address', () => {
  const keep = ['utm_source', 'utm_campaign']
  const redact = createRedact(url => url, keep)
  test.each([
    ['https://jane:secret@shop.example/a?token=x&utm_source=news#hash', 'https://shop.example/a?utm_source=news'],
    ['https://shop.example/?utm_campaign=jane%40x.org', 'https://shop.example/?utm_campaign=***'],
    ['https://shop.example:8443/a?', 'https://shop.example:8443/a'],
    [`https://shop.example/reset/${TOKEN}`, 'https://shop.example/reset/*'],
    ['/relative', 'https://shop.example/relative'],
    ['', 'https://shop.example/'],
    ['mailto:jane@example.org', 'mailto:'],
    ['tel:+43123456789', 'tel:'],
    ['javascript:alert(1)', 'javascript:'],
    ['data:text/plain,secret', 'data:'],
    ['blob:https://shop.example/1-2', 'blob:'],
    ['file:///home/jane', 'file:///home/jane'],
    ['https://[', ''],
  ])('%s becomes %s', (href, expected) => {
    expect(redact(href)).toBe(expected)
  })

  test('keeps the id of a click whole where the site keeps its key, and no other token', () => {
    const kept = createRedact(url => url, ['gclid', 'msclkid', 'ref'])
    const id = 'EAIaIQobChMI-4729_8812345678901234'
    expect(kept(`/?gclid=${id}&msclkid=${id}`)).toBe(`https://shop.example/?gclid=${id}&msclkid=${id}`)
    expect(kept(`/?ref=${id}&gclid=jane@x.org`)).toBe('https://shop.example/?gclid=***&ref=***')
    expect(redact(`/?gclid=${id}`)).toBe('https://shop.example/')
  })

  test('keeps query keys in the order of the list, whatever that of the address', () => {
    expect(redact('/?utm_campaign=b&utm_source=a&utm_source=c')).toBe(
      'https://shop.example/?utm_source=a&utm_source=c&utm_campaign=b',
    )
  })

  test('never throws, and never holds user, hash or a key that is not kept', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.webUrl({ withQueryParameters: true, withFragments: true })), href => {
        expect(redact(href)).not.toMatch(/#|\?(?!utm_)/)
      }),
      { numRuns: 500 },
    )
  })
})

describe("A site's own rewriting", () => {
  const by = (rewrite: (url: string) => unknown) => createRedact(rewrite as (url: string) => string, [])

  test('is given the whole address, and ours comes after it', () => {
    const seen: string[] = []
    const redact = by(url => {
      seen.push(url)
      return url.replace('patients/jane', 'patients/x/123456789')
    })
    expect(redact('/patients/jane#top')).toBe('https://shop.example/patients/x/*')
    expect(seen).toEqual(['https://shop.example/patients/jane#top'])
  })

  test('may answer a path', () => {
    expect(by(() => '/hidden')('/patients/jane')).toBe('https://shop.example/hidden')
  })

  test.each<[string, () => unknown]>([
    [
      'throws',
      () => {
        throw new Error('x')
      },
    ],
    ["answers ''", () => ''],
    ['answers null', () => null],
    ['answers nothing', () => {}],
    ['answers no address', () => 'https://['],
    ['answers a symbol', () => Symbol('s')],
  ])('that %s lets nothing of the address out', (_, rewrite) => {
    expect(by(rewrite)('/patients/jane')).toBe('')
  })
})

test('Blanks are no place to hide in: what is long is cut when it has none', () => {
  expect(tidy(`${' '.repeat(3992)}jane.doe@example.org`)).toBe('***')
})
