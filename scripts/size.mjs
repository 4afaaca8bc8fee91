// Holds the built files to bench/budget.json: each byte more is a decision, made by changing that file.
import { readFileSync } from 'node:fs'
import { SIZES } from './sizes.mjs'

/** An entry and the chunks that it imports: what a browser fetches. */
function graph(url, seen = new Map()) {
  if (seen.has(url.href)) return seen
  const bytes = readFileSync(url)
  seen.set(url.href, bytes)
  for (const [, specifier] of bytes.toString().matchAll(/(?:\bfrom|\bimport)\s*["'](\.[^"']+)["']/g)) {
    graph(new URL(specifier, url), seen)
  }
  return seen
}

const root = new URL('..', import.meta.url)
const budget = JSON.parse(readFileSync(new URL('bench/budget.json', root), 'utf8'))

let over = 0
console.log(
  `${'file'.padEnd(18)}${Object.keys(SIZES)
    .map(kind => kind.padStart(16))
    .join('')}`,
)
for (const [file, limits] of Object.entries(budget)) {
  const parts = [...graph(new URL(file, root)).values()]
  const cells = Object.entries(SIZES).map(([kind, measure]) => {
    const size = parts.reduce((sum, bytes) => sum + measure(bytes), 0)
    const limit = limits[kind]
    if (limit !== undefined && size > limit) over++
    const mark = limit === undefined ? '' : size > limit ? ` > ${limit}` : ` ≤ ${limit}`
    return `${size}${mark}`.padStart(16)
  })
  console.log(file.padEnd(18) + cells.join(''))
}
if (over) {
  console.log(`${over} above bench/budget.json. Find the bytes, or raise the figure there and say why in the commit.`)
  process.exitCode = 1
}
