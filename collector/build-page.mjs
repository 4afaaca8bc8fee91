// Bundles the report page into dist/page: index.html, report.css, report.js and uPlot's stylesheet. Beside it goes the
// built script, which speaks the wire format of this collector.
import { existsSync } from 'node:fs'
import { copyFile, mkdir } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { nodeResolve } from '@rollup/plugin-node-resolve'
import terser from '@rollup/plugin-terser'
import typescript from '@rollup/plugin-typescript'
import { rollup } from 'rollup'

const here = dirname(fileURLToPath(import.meta.url))
const page = join(here, 'page')
const out = join(here, 'dist', 'page')

await mkdir(out, { recursive: true })

const bundle = await rollup({
  input: join(page, 'report.ts'),
  plugins: [typescript({ tsconfig: join(page, 'tsconfig.json'), noEmitOnError: true }), nodeResolve(), terser()],
  onwarn: warning => {
    throw new Error(warning.message)
  },
})
await bundle.write({ file: join(out, 'report.js'), format: 'es' })
await bundle.close()

await copyFile(join(page, 'index.html'), join(out, 'index.html'))
await copyFile(join(page, 'report.css'), join(out, 'report.css'))
const uplot = dirname(createRequire(import.meta.url).resolve('uplot'))
await copyFile(join(uplot, 'uPlot.min.css'), join(out, 'uPlot.min.css'))

const script = join(here, '..', 'dist', 'sojourn.js')
if (existsSync(script)) await copyFile(script, join(here, 'dist', 'sojourn.js'))
else console.log('without sojourn.js, which is not built (npm run build in the root)')
