// @vitest-environment node
import { readdirSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { describe, expect, test } from 'vitest'

// snippet, index, core → the wiring → { capture, session, deliver } → browser; types, options and the version are leaves.
// The entries hand capture down as a parameter: that is how core can be without it.
const LEVELS: Record<string, number> = {
  snippet: 4,
  index: 4,
  core: 4,
  capture: 2,
  session: 2,
  deliver: 2,
  browser: 1,
  api: 1.7,
  // Reads the page's address, guarded.
  options: 1.5,
  say: 0,
  events: 0,
  props: 0,
  version: 0,
}
/** Every other file beside them, like tracker.ts: it puts the parts together. Biome forbids cycles among these. */
const WIRING = 3
const LONGEST = 150

interface Import {
  from: string
  to: string
  typeOnly: boolean
}

const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .map(name => name.replaceAll('\\', '/'))
  .filter(name => name.endsWith('.ts'))
const texts = new Map(files.map(name => [name, readFileSync(`src/${name}`, 'utf8')]))

/** `session/rules.ts` → `session`, `tracker.ts` → `tracker`. */
const partOf = (file: string) => file.replace(/\.ts$/, '').split('/')[0] ?? ''

/** A specifier of the source, as a file of src, or null where it is a package. */
function resolve(from: string, specifier: string): string | null {
  if (!specifier.startsWith('.')) return null
  const bare = posix.join(posix.dirname(from), specifier).replace(/\.(ts|js)$/, '')
  return texts.has(`${bare}.ts`) ? `${bare}.ts` : `${bare}/index.ts`
}

const imports: Import[] = [...texts].flatMap(([from, text]) =>
  [
    ...text.matchAll(/(?:\b(?:import|export)\s+(type\s)?[^'"();]*?\bfrom\s*|\bimport\s*\(?\s*)['"]([^'"]+)['"]/g),
  ].flatMap(([, type, specifier]) => {
    const to = resolve(from, specifier ?? '')
    return to ? [{ from, to, typeOnly: type !== undefined }] : []
  }),
)

/** Every file that reaches the bundle when this one is its entry. */
function reached(entry: string, seen = new Set<string>()): Set<string> {
  if (seen.has(entry)) return seen
  seen.add(entry)
  for (const { from, to, typeOnly } of imports) if (from === entry && !typeOnly) reached(to, seen)
  return seen
}

const say = ({ from, to }: Import) => `${from} → ${to}`
const levelOf = (file: string) => LEVELS[partOf(file)] ?? (file.includes('/') ? undefined : WIRING)

describe('The direction of imports', () => {
  test('every folder of src has its place', () => {
    expect(files).toEqual(expect.arrayContaining(['snippet.ts', 'index.ts', 'core.ts', 'tracker.ts']))
    expect(files.filter(file => levelOf(file) === undefined)).toEqual([])
  })

  test('every import leads to a file', () => {
    expect(imports.filter(({ to }) => !texts.has(to)).map(say)).toEqual([])
  })

  test('a part imports itself and what lies below it, nothing beside or above', () => {
    const wrong = imports.filter(({ from, to, typeOnly }) => {
      const [here = 0, there = 9] = [levelOf(from), levelOf(to)]
      if (here !== there) return there > here
      return !(here === WIRING || (here === 0 && typeOnly) || partOf(from) === partOf(to))
    })
    expect(wrong.map(say)).toEqual([])
  })

  test('core ships without the capture that index hands down', () => {
    const handed = imports.filter(({ from, to }) => from === 'index.ts' && partOf(to) === 'capture').map(({ to }) => to)
    expect(handed).not.toEqual([])
    expect(files).toContain('core.ts')
    expect([...reached('core.ts')].filter(file => handed.includes(file))).toEqual([])
  })

  test('the wire contract is types only', () => {
    expect(imports.filter(({ to, typeOnly }) => to === 'events.ts' && !typeOnly).map(say)).toEqual([])
  })
})

describe('The size of files', () => {
  test(`no file of src is longer than ${LONGEST} lines`, () => {
    const lengths = [...texts].map(([file, text]): [string, number] => [file, text.trimEnd().split('\n').length])
    expect(lengths.filter(([, lines]) => lines > LONGEST)).toEqual([])
  })
})
