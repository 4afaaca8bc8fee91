// Which module of src/ a piece of a built file comes from, by its source map.
import { readFileSync } from 'node:fs'
import { decode } from '@jridgewell/sourcemap-codec'

const moduleOf = source => /node_modules\/([^/]+)/.exec(source)?.[1] ?? source.replace(/^.*?src\//, '')

/** `[{ module, line, column, text }]` of a built file, in its order: each stretch of it, from 0. */
export function stretchesOf(file) {
  const code = readFileSync(file, 'utf8').replace(/\n\/\/# sourceMappingURL.*\s*$/, '')
  const { mappings, sources } = JSON.parse(readFileSync(new URL(`${file}.map`), 'utf8'))
  const lines = code.split('\n')
  return decode(mappings).flatMap((segments, line) =>
    segments
      .filter(segment => segment.length > 1)
      .map(([column, source], n) => ({ module: moduleOf(sources[source]), line, column: n && column }))
      .map((start, n, all) => ({ ...start, text: lines[line].slice(start.column, all[n + 1]?.column) })),
  )
}

export const folderOf = module =>
  module.includes('/') ? module.replace(/[^/]*$/, '') : module.endsWith('.ts') ? '(top)' : module
