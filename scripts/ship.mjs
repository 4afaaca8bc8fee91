// Checks what npm would publish: the right files and no others, exports that resolve, and no effect on import.
import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'

process.chdir(fileURLToPath(new URL('..', import.meta.url)))
const problems = []

const packed = JSON.parse(
  execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { encoding: 'utf8' }),
)
const files = packed[0].files.map(file => file.path).sort()
const unexpected = files.filter(file => !/^(dist\/.+|README\.md|LICENSE|package\.json)$/.test(file))
const EXPECTED = ['sojourn.js', 'index.js', 'core.js'].flatMap(name => [`dist/${name}`, `dist/${name}.map`])
EXPECTED.push('dist/index.d.ts', 'dist/core.d.ts', 'README.md', 'LICENSE', 'package.json')
for (const file of unexpected) problems.push(`${file} must not be published`)
for (const file of EXPECTED.filter(file => !files.includes(file))) problems.push(`${file} is missing`)
console.log(`${files.length} files, ${packed[0].size} bytes packed, ${packed[0].unpackedSize} unpacked`)

const { messages, pkg } = await publint({ pkgDir: '.', strict: true })
problems.push(...messages.filter(found => found.type !== 'suggestion').map(found => formatMessage(found, pkg)))

// The types that are published, used rightly and wrongly by a stranger, whatever way they look for modules.
const stranger = mkdtempSync(path.join(tmpdir(), 'sojourn-ship-'))
mkdirSync(path.join(stranger, 'node_modules'))
symlinkSync(process.cwd(), path.join(stranger, 'node_modules/sojourn'))
copyFileSync('test/types/use.ts', path.join(stranger, 'use.ts'))
writeFileSync(path.join(stranger, 'package.json'), JSON.stringify({ type: 'module' }))
const STRANGER = {
  target: 'es2020',
  lib: ['es2020', 'dom'],
  types: [],
  noEmit: true,
  strict: true,
  exactOptionalPropertyTypes: true,
  skipLibCheck: false,
  skipDefaultLibCheck: true,
  // For node10, which TypeScript has given up.
  ignoreDeprecations: '6.0',
}
for (const [module, moduleResolution] of [
  ['esnext', 'bundler'],
  ['nodenext', 'nodenext'],
  ['esnext', 'node10'],
]) {
  const compilerOptions = { ...STRANGER, module, moduleResolution }
  writeFileSync(path.join(stranger, 'tsconfig.json'), JSON.stringify({ compilerOptions }))
  try {
    execFileSync('node_modules/.bin/tsc', ['-p', stranger], { encoding: 'utf8' })
  } catch (error) {
    problems.push(`the published types, found by ${moduleResolution}: ${error.stdout}`)
  }
}
rmSync(stranger, { recursive: true })

// A server imports it too: nothing may run, and init must answer with the same shape.
for (const entry of ['index', 'core']) {
  const before = Object.keys(globalThis).length
  try {
    const { init } = await import(new URL(`../dist/${entry}.js`, import.meta.url).href)
    if (Object.keys(globalThis).length !== before) problems.push(`importing dist/${entry}.js adds a global`)
    if (init({ endpoint: '/collect' }).session() !== null) problems.push(`dist/${entry}.js: a server has no session`)
  } catch (error) {
    problems.push(`dist/${entry}.js on a server: ${error}`)
  }
}

for (const problem of problems) console.log(problem)
process.exitCode = problems.length ? 1 : 0
