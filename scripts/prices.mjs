// What each part of a built file costs: the whole, brotli, less the whole without that part's minified text.
import { readFileSync } from 'node:fs'
import { SIZES } from './sizes.mjs'

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** The numbers of one segment of a source map. https://tc39.es/ecma426/#sec-base64-vlq */
function numbersIn(segment) {
  const numbers = []
  let value = 0
  let shift = 0
  for (const letter of segment) {
    const digit = DIGITS.indexOf(letter)
    value += (digit & 31) << shift
    shift += 5
    if (digit & 32) continue
    numbers.push(value & 1 ? -(value >> 1) : value >> 1)
    value = shift = 0
  }
  return numbers
}

/** `[{ source, text }]`, in the order of the file: each stretch of it, and the module that it comes from. */
function stretches(code, { mappings, sources }) {
  const found = []
  const lines = code.split('\n')
  let source = 0
  mappings.split(';').forEach((line, i) => {
    let column = 0
    const starts = line.split(',').flatMap(segment => {
      const [by = 0, ofSource] = numbersIn(segment)
      column += by
      if (ofSource === undefined) return []
      source += ofSource
      return [{ column, source: sources[source] }]
    })
    if (starts[0]) starts[0].column = 0
    starts.forEach((start, n) => {
      found.push({ source: start.source, text: lines[i].slice(start.column, starts[n + 1]?.column) })
    })
  })
  return found
}

const moduleOf = source => /node_modules\/([^/]+)/.exec(source)?.[1] ?? source.replace(/^.*?src\//, '')
const folderOf = module =>
  module.includes('/') ? module.replace(/[^/]*$/, '') : module.endsWith('.ts') ? '(top)' : module

/** `{ whole, folders, modules }`, the lists of `{ name, brotli }`, the dearest first. */
export function pricesOf(file) {
  const code = readFileSync(file, 'utf8').replace(/\n\/\/# sourceMappingURL.*\s*$/, '')
  const parts = stretches(code, JSON.parse(readFileSync(new URL(`${file}.map`), 'utf8')))
  const brotli = list => SIZES.brotli(Buffer.from(list.map(({ text }) => text).join('')))
  const whole = brotli(parts)
  const priced = nameOf =>
    [...new Set(parts.map(({ source }) => nameOf(source)))]
      .map(name => ({ name, brotli: whole - brotli(parts.filter(({ source }) => nameOf(source) !== name)) }))
      .sort((a, b) => b.brotli - a.brotli)
  return { whole, folders: priced(source => folderOf(moduleOf(source))), modules: priced(moduleOf) }
}
