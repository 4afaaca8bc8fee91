// Every peer is bundled in the same way, as a site would: minified modules, with what is loaded later split off.
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const bench = fileURLToPath(new URL('..', import.meta.url))

/** What the browser runs: the adapter, started at once, and kept where the tables find it. */
const entryFor = peer => `import * as peer from './peers/${peer.id}.js'
globalThis.__bench.peer = peer
globalThis.__bench.ready = Promise.resolve(peer.start(globalThis.__bench.endpoint))
`

const built = new Map()

/** Once per run. */
export const bundle = peer => {
  if (!built.has(peer.id)) built.set(peer.id, bundleNow(peer))
  return built.get(peer.id)
}

/**
 * Resolves to `{ entry, files: [{ name, bytes, lazy }] }`: the files that the page loads at once, and those that are
 * there for later. Throws what esbuild says if the peer is not there or cannot be bundled.
 */
async function bundleNow(peer) {
  const { build } = await import('esbuild')
  const { outputFiles, metafile } = await build({
    stdin: { contents: entryFor(peer), resolveDir: bench, sourcefile: `${peer.id}.entry.js` },
    bundle: true,
    minify: true,
    splitting: true,
    format: 'esm',
    target: 'es2022',
    platform: 'browser',
    define: { 'process.env.NODE_ENV': '"production"' },
    legalComments: 'none',
    logLevel: 'silent',
    metafile: true,
    outdir: path.join(bench, 'bundle'),
    write: false,
  })

  const outputs = metafile.outputs
  const keyOf = file => path.relative(process.cwd(), file)
  const entry = Object.keys(outputs).find(name => outputs[name].entryPoint?.endsWith('.entry.js'))
  const atOnce = new Set()
  const walk = name => {
    if (atOnce.has(name)) return
    atOnce.add(name)
    for (const { path: next, kind } of outputs[name].imports) if (kind === 'import-statement') walk(next)
  }
  walk(entry)
  return {
    entry: path.basename(entry),
    files: outputFiles.map(({ path: file, contents }) => ({
      name: path.basename(file),
      bytes: Buffer.from(contents),
      lazy: !atOnce.has(keyOf(file)),
    })),
  }
}
