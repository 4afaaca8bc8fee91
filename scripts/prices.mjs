// What each part of a built file costs: the whole, brotli, less the whole without that part's minified text.
import { folderOf, stretchesOf } from './modules.mjs'
import { SIZES } from './sizes.mjs'

/** `{ whole, folders, modules }`, the lists of `{ name, brotli }`, the dearest first. */
export function pricesOf(file) {
  const parts = stretchesOf(file)
  const brotli = list => SIZES.brotli(Buffer.from(list.map(({ text }) => text).join('')))
  const whole = brotli(parts)
  const priced = nameOf =>
    [...new Set(parts.map(({ module }) => nameOf(module)))]
      .map(name => ({ name, brotli: whole - brotli(parts.filter(({ module }) => nameOf(module) !== name)) }))
      .sort((a, b) => b.brotli - a.brotli)
  return { whole, folders: priced(folderOf), modules: priced(module => module) }
}
