// @vitest-environment node
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

type Color = [number, number, number]

const css = readFileSync(new URL('../report.css', import.meta.url), 'utf8')
const [light = '', dark = ''] = [...css.matchAll(/:root \{([^}]+)\}/g)].map(([, block]) => block)

const namesOf = (block: string): Record<string, string> =>
  Object.fromEntries([...block.matchAll(/--([a-z-]+): ([^;]+);/g)].map(([, name, value]) => [name, value]))

const solid = (text = ''): Color => {
  const digits = /^#([\da-f]{3}|[\da-f]{6})$/.exec(text)?.[1]
  if (digits === undefined) throw new Error(`${text} is no colour`)
  const wide = digits.length === 3 ? digits.replace(/./g, '$&$&') : digits
  return [0, 2, 4].map(at => Number.parseInt(wide.slice(at, at + 2), 16)) as Color
}

/** A wash as it looks over what is below it. */
const over = (wash: string, below: Color): Color => {
  const [red, green, blue, share] = (wash.match(/\d+/g) ?? []).map(Number)
  const ink = [red, green, blue].map(Number)
  return below.map((value, i) => (Number(ink[i]) * Number(share) + value * (100 - Number(share))) / 100) as Color
}

/** https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
const luminance = (color: Color): number => {
  const [red = 0, green = 0, blue = 0] = color
    .map(value => value / 255)
    .map(value => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4))
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
const contrast = (one: Color, other: Color): number => {
  const [bright = 0, dim = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a)
  return (bright + 0.05) / (dim + 0.05)
}

test.each([
  ['light', light],
  ['dark', dark],
])('in %s, text stands out 4.5 to 1 from whatever it lies on, and what can be typed into 3 to 1', (_, block) => {
  const named = namesOf(block)
  const grounds = ['ground', 'surface'].map(name => solid(named[name]))
  const washed = grounds.map(ground => over(named['accent-wash'] ?? '', ground))
  for (const ink of ['ink', 'muted', 'accent', 'warn']) {
    for (const ground of [...grounds, ...washed]) expect(contrast(solid(named[ink]), ground)).toBeGreaterThan(4.5)
  }
  expect(contrast(solid(named.warn), solid(named['warn-wash']))).toBeGreaterThan(4.5)
  expect(contrast(solid(named['on-accent']), solid(named.accent))).toBeGreaterThan(4.5)
  for (const ground of grounds) expect(contrast(solid(named.edge), ground)).toBeGreaterThan(3)
})

test('no text has a colour of its own', () => {
  const [, rest = ''] = css.split(/prefers-color-scheme: dark\) \{[^}]+\}\n\}/)
  const colors = [...rest.matchAll(/[^-]color: ([^;]+);/g)].map(([, color]) => color)
  expect(colors.length).toBeGreaterThan(20)
  expect(colors.filter(color => !/^(var\(--(ink|muted|accent|warn|on-accent)\)|inherit)$/.test(color ?? ''))).toEqual(
    [],
  )
})
