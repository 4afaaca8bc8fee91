// Table 1: what a visitor downloads.
import { existsSync, readFileSync } from 'node:fs'
import { pricesOf } from '../../scripts/prices.mjs'
import { SIZES } from '../../scripts/sizes.mjs'
import { bundle } from '../lib/bundle.mjs'
import { show } from '../lib/cells.mjs'

const bench = new URL('..', import.meta.url)

const sum = (files, measure) => files.reduce((total, { bytes }) => total + measure(bytes), 0)

function vendorScript(peer) {
  if (!peer.script) return undefined
  const file = new URL(peer.script.startsWith('.') ? peer.script : `node_modules/${peer.script}`, bench)
  return existsSync(file) ? readFileSync(file) : undefined
}

const script = new URL('../dist/sojourn.js', bench)

/** Where our bytes go: folders, and the modules in each, the dearest first. */
function notes(rows) {
  const prices = rows['sojourn-script']?.cells?.prices
  if (!prices) return []
  const inFolder = folder =>
    prices.modules.filter(({ name }) => (folder === '(top)' ? /^[^/]+\.ts$/.test(name) : name.startsWith(folder)))
  const short = ({ name, brotli }) => `${name.replace(/^.*\/|\.ts$/g, '')} ${brotli}`
  const lines = prices.folders.map(
    ({ name, brotli }) => `| \`${name}\` | ${show(brotli)} | ${inFolder(name).map(short).join(' · ')} |`,
  )
  return [
    `### Where the bytes of Sojourn's script go

Brotli bytes that would go if the minified text of this part went (\`npm run size -- --features\`; by the source map). What parts share
is in none of them: they add up to ${show(prices.folders.reduce((sum, { brotli }) => sum + brotli, 0))} of ${show(prices.whole)}.

| part of \`src/\` | B | its modules |
| --- | ---: | --- |
${lines.join('\n')}`,
  ]
}

export const size = {
  name: 'size',
  title: 'Size',
  text: `Bytes. "Bundle": the peer and its few lines of set-up, bundled by esbuild like all others, and what it loads at once.
"Later" is what the bundle may still fetch. "Script" is the ready-made file that its vendor ships, as it is.`,
  columns: [
    { key: 'raw', label: 'bundle', unit: 'B', better: 'low' },
    { key: 'gzip', label: 'gzip', unit: 'B', better: 'low' },
    { key: 'brotli', label: 'brotli', unit: 'B', better: 'low', picture: true },
    { key: 'later', label: 'later, brotli', unit: 'B' },
    { key: 'scriptRaw', label: 'script', unit: 'B', better: 'low' },
    { key: 'scriptGzip', label: 'gzip', unit: 'B', better: 'low' },
    { key: 'scriptBrotli', label: 'brotli', unit: 'B', better: 'low' },
  ],
  notes,
  async run({ peers, each }) {
    return each(peers, async peer => {
      const shipped = vendorScript(peer)
      const ofScript = shipped && {
        scriptRaw: SIZES.raw(shipped),
        scriptGzip: SIZES.gzip(shipped),
        scriptBrotli: SIZES.brotli(shipped),
      }
      // A script tag needs no bundle: the script is all that a page loads.
      const { files } = peer.tag ? { files: [{ bytes: shipped }] } : await bundle(peer)
      const atOnce = files.filter(({ lazy }) => !lazy)
      const lazy = files.filter(file => file.lazy)
      return {
        raw: sum(atOnce, SIZES.raw),
        gzip: sum(atOnce, SIZES.gzip),
        brotli: sum(atOnce, SIZES.brotli),
        later: lazy.length ? sum(lazy, SIZES.brotli) : undefined,
        ...ofScript,
        ...(peer.tag && { prices: pricesOf(script) }),
      }
    })
  },
}
