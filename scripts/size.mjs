// Holds the built files to bench/budget.json: each byte more is a decision, made by changing that file.
import { readFileSync } from 'node:fs'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

const KINDS = {
  raw: bytes => bytes.length,
  gzip: bytes => gzipSync(bytes, { level: 9 }).length,
  brotli: bytes => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length,
}

const root = new URL('..', import.meta.url)
const budget = JSON.parse(readFileSync(new URL('bench/budget.json', root), 'utf8'))

let over = 0
console.log(
  `${'file'.padEnd(18)}${Object.keys(KINDS)
    .map(kind => kind.padStart(16))
    .join('')}`,
)
for (const [file, limits] of Object.entries(budget)) {
  const bytes = readFileSync(new URL(file, root))
  const cells = Object.entries(KINDS).map(([kind, measure]) => {
    const size = measure(bytes)
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
