// Holds the built files to bench/budget.json: each byte more is a decision, made by changing that file.
// With --features it also tells what each folder and module of the script costs.
import { readFileSync } from 'node:fs'
import { pricesOf } from './prices.mjs'
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

if (process.argv.includes('--features')) {
  const { whole, folders, modules } = pricesOf(new URL('dist/sojourn.js', root))
  const print = ({ name, brotli }) => console.log(name.padEnd(28) + String(brotli).padStart(6))
  console.log('\ndist/sojourn.js, brotli: what would go if the minified text of this part went')
  for (const list of [folders, modules]) {
    console.log()
    list.forEach(print)
  }
  const shared = whole - folders.reduce((sum, { brotli }) => sum + brotli, 0)
  console.log(
    `\n${'what parts share'.padEnd(28)}${String(shared).padStart(6)}\n${'all'.padEnd(28)}${String(whole).padStart(6)}`,
  )
}
