import { readFileSync } from 'node:fs'
import { nodeResolve } from '@rollup/plugin-node-resolve'
import terser from '@rollup/plugin-terser'
import typescript from '@rollup/plugin-typescript'

const { version } = JSON.parse(readFileSync(new URL('./package.json', import.meta.url), 'utf8'))

const packageVersion = {
  name: 'package-version',
  transform: (code, id) =>
    id.endsWith('/src/version.ts') ? { code: code.replace('__VERSION__', version), map: null } : null,
}

/** Node's own resolution (node16, nodenext) finds no types behind an import without an extension. */
const declarationExtensions = {
  name: 'declaration-extensions',
  generateBundle(_, bundle) {
    for (const file of Object.values(bundle))
      if (file.fileName.endsWith('.d.ts'))
        file.source = `${file.source}`.replace(/(?<=(from |import\()['"])\.[^'"]+(?=['"])/g, name => `${name}.js`)
  },
}

const compress = { ecma: 2020, passes: 3, pure_getters: true, unsafe_arrows: true }
// Compiled off the main thread while it loads, not function by function when it starts. https://v8.dev/blog/explicit-compile-hints
const preamble = '//# allFunctionsCalledOnLoad'
const minify = module =>
  terser({ ecma: 2020, module, compress, format: { comments: false, ...(!module && { preamble }) } })
const compile = declarations =>
  typescript({
    tsconfig: './tsconfig.build.json',
    compilerOptions: declarations ? { declaration: true, declarationDir: './dist' } : {},
  })

export default [
  {
    input: 'src/snippet.ts',
    plugins: [packageVersion, nodeResolve({ browser: true }), compile(false), minify(false)],
    output: { file: 'dist/sojourn.js', format: 'iife', sourcemap: true },
  },
  {
    input: { index: 'src/index.ts', core: 'src/core.ts' },
    plugins: [packageVersion, nodeResolve({ browser: true }), compile(true), declarationExtensions, minify(true)],
    output: { dir: 'dist', format: 'es', sourcemap: true, chunkFileNames: '[name].js' },
  },
]
