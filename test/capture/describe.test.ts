import fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import { isInteractive, describe as read } from '../../src/capture/describe'
import { pathFrom } from '../../src/capture/dom'

const say = (el: Element, linkText?: boolean) => read(pathFrom(el), linkText)()

const show = (html: string): Element => {
  document.body.innerHTML = html
  return document.querySelector('#x') as Element
}
const label = (html: string, linkText?: boolean) => {
  const { label, label_source } = say(show(html), linkText)
  return label && `${label_source}: ${label}`
}
beforeEach(() => {
  document.body.innerHTML = ''
})

describe('The label of an element', () => {
  test.each([
    ['<button id="x" data-sojourn-label="Own" aria-label="Aria">Text</button>', 'data: Own'],
    ['<button id="x" data-sojourn-mask aria-label="Aria">Text</button>', 'mask: ***'],
    ['<div data-sojourn-mask><button id="x">Text</button></div>', 'mask: ***'],
    ['<button id="x">Of <b data-sojourn-mask>Jane</b></button>', 'mask: ***'],
    ['<button id="x">Of <b data-sojourn-ignore>Jane</b></button>', 'mask: ***'],
    ['<button id="x" aria-label="Aria">Text</button>', 'aria: Aria'],
    ['<input id="x" type="submit" value="Send">', 'value: Send'],
    ['<button id="x"> Much \n text </button>', 'text: Much text'],
    ['<div id="x" role="tab">First</div>', 'text: First'],
    ['<button id="x"><img alt="Cart"></button>', 'image: Cart'],
    ['<a id="x" href="/"><img title="Home"></a>', 'image: Home'],
    ['<input id="x" type="image" alt="Search">', 'image: Search'],
    ['<img id="x" role="button" alt="Zoom">', 'image: Zoom'],
    ['<button id="x"><style>.a{fill:red}</style>Buy</button>', 'text: Buy'],
    ['<button id="x"><img alt="One"><img alt="Two"></button>', undefined],
    ['<a id="x" href="/">Link</a>', undefined],
    ['<input id="x" value="typed">', undefined],
    ['<input id="x" type="weird" value="typed">', undefined],
    ['<button id="x" value="secret"></button>', undefined],
    ['<div id="x" role="button">Note <textarea>typed</textarea></div>', undefined],
    ['<summary id="x">Name <b contenteditable>typed</b></summary>', undefined],
    ['<div id="x" role="tab">Sort <select><option>chosen</option></select></div>', undefined],
    ['<div id="x" role="tab" aria-label="Sort">Sort <select><option>chosen</option></select></div>', 'aria: Sort'],
    ['<select id="x"><option>chosen</option></select>', undefined],
    ['<option id="x">chosen</option>', undefined],
    ['<div id="x" tabindex="0">anything</div>', undefined],
  ])('%s is %s', (html, expected) => {
    expect(label(html)).toBe(expected)
  })

  test('is the text of a link if the site wants that', () => {
    expect(label('<a id="x" href="/">Link</a>', true)).toBe('text: Link')
  })
})

describe('An element is described', () => {
  test.each(['password', 'hidden', 'email', 'tel', 'file'])('by tag and type alone if it is a %s field', type => {
    expect(say(show(`<input id="x" type="${type}" aria-label="Jane">`))).toEqual({ tag: 'input', type })
  })

  test.each(['cc-number', 'CC-Number', 'section-a cc-csc', 'new-password', 'one-time-code'])(
    'by tag and type alone for %s',
    kind => {
      expect(say(show(`<input id="x" autocomplete="${kind}" aria-label="Jane">`))).toEqual({
        tag: 'input',
        type: 'text',
      })
    },
  )

  test.each(['a1b2c3d4e5f6', 'eyJtoken', 'user-12345', ':r1:', 'jane@example.org', 'x'.repeat(41)])(
    'without the made-up id %s',
    id => {
      const el = show('<button>Go</button>') ?? document.querySelector('button')
      el.id = id
      expect(say(el).id).toBeUndefined()
    },
  )

  test('by the path to it, through shadow roots', () => {
    document.body.innerHTML = '<main id="main"><x-a></x-a></main>'
    const root = (document.querySelector('x-a') as Element).attachShadow({ mode: 'open' })
    root.innerHTML = '<form id="search"><button id="go">Go</button></form>'
    expect(say(root.querySelector('button') as Element).path).toBe('body>main#main>x-a>>form#search>button#go')
  })

  test('even if its form answers for everything', () => {
    const names = ['id', 'name', 'parentNode', 'localName', 'getAttribute', 'matches', 'assignedSlot', 'textContent']
    const el = show(`<form id="x">${names.map(name => `<input name="${name}">`).join('')}</form>`)
    expect(say(el)).toMatchObject({ tag: 'form', id: 'x', path: 'html>body>form#x' })
  })

  test('with the type of a button', () => {
    expect(say(show('<button id="x" type="button">Go</button>')).type).toBe('button')
    expect(say(show('<button id="x">Go</button>')).type).toBe('submit')
  })

  test('with a name only where that is no name of a field', () => {
    expect(say(show('<button id="x" name="buy">Buy</button>')).name).toBe('buy')
    expect(say(show('<form id="x" name="search"></form>')).name).toBe('search')
    for (const field of ['<input id="x" name="iban">', '<select id="x" name="iban">', '<textarea id="x" name="iban">'])
      expect(say(show(field)).name).toBeUndefined()
  })

  test('with words that are scrubbed and short', () => {
    const el = show(`<button id="x" data-testid="of jane@example.org" role="${'button '.repeat(20)}">Go</button>`)
    expect(say(el)).toMatchObject({ testid: 'of ***', role: expect.stringMatching(/^.{40}$/) })
  })

  test('in at most 400 bytes of what counts most', () => {
    document.body.innerHTML = `${'<main-part-of-a-page-with-a-long-name id="a-part-with-an-id-of-its-own">'.repeat(5)}<button id="x" aria-label="${'€'.repeat(80)}" data-testid="${'€'.repeat(40)}">`
    const said = say(document.querySelector('#x') as Element)
    expect(new TextEncoder().encode(JSON.stringify(said)).length).toBeLessThanOrEqual(400)
    expect(said).toMatchObject({ tag: 'button', id: 'x', label: '€'.repeat(80) })
    expect(said.path).toBeUndefined()
  })

  test('in at most 400 bytes, whatever its attributes', () => {
    const text = fc.string({ unit: 'binary', minLength: 0, maxLength: 200 })
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom('id', 'role', 'name', 'aria-label', 'data-testid', 'type'), text),
        text,
        (attributes, inside) => {
          const el = document.createElement('button')
          for (const [key, value] of Object.entries(attributes)) el.setAttribute(key, value)
          el.textContent = inside
          document.body.replaceChildren(el)
          const said = say(el)
          expect(new TextEncoder().encode(JSON.stringify(said)).length).toBeLessThanOrEqual(400)
          expect(Object.values(said).every(value => typeof value === 'string' && value !== '')).toBe(true)
          expect(said.tag).toBe('button')
        },
      ),
      { numRuns: 100 },
    )
  })
})

describe('Interactive', () => {
  test.each([
    '<a id=x href="/">',
    '<area id=x href="/">',
    '<button id=x>',
    '<summary id=x>',
    '<div id=x role=menuitemradio>',
    '<div id=x onclick="1">',
    '<div id=x tabindex=0>',
    '<div id=x data-sojourn=a>',
  ])('is %s', html => {
    expect(isInteractive(show(html))).toBe(true)
  })
  test.each(['<a id=x>', '<div id=x>', '<div id=x role=table>', '<div id=x tabindex=-1>'])('is not %s', html => {
    expect(isInteractive(show(html))).toBe(false)
  })
})
