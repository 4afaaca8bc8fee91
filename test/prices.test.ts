// @vitest-environment node
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { pricesOf } from '../scripts/prices.mjs'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'sojourn-prices-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

test('a part of a built file costs what the file is smaller without its text', () => {
  const [first, second] = ['const a="quick brown fox";', 'const b="jumps over the lazy dog, and over a wall";']
  // Each from the beginning of its source: [0, 0, 0, 0], then [26, 1, 0, 0].
  const mappings = 'AAAA,0BCAA'
  const sources = ['../src/capture/a.ts', '../node_modules/js-cookie/b.mjs']
  const file = path.join(folder, 'built.js')
  writeFileSync(file, `${first + second}\n//# sourceMappingURL=built.js.map\n`)
  writeFileSync(`${file}.map`, JSON.stringify({ version: 3, mappings, sources, names: [] }))

  const { whole, folders, modules } = pricesOf(pathToFileURL(file))
  const priceOf = (list: typeof folders, name: string) => list.find(one => one.name === name)?.brotli ?? 0

  expect(folders.map(({ name }) => name)).toEqual(['js-cookie', 'capture/'])
  expect(modules.map(({ name }) => name)).toEqual(['js-cookie', 'capture/a.ts'])
  expect(priceOf(modules, 'js-cookie')).toBeGreaterThan(priceOf(modules, 'capture/a.ts'))
  expect(priceOf(modules, 'capture/a.ts')).toBeGreaterThan(0)
  expect(priceOf(folders, 'js-cookie')).toBeLessThan(whole)
})
