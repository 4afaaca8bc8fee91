// Table 1: what a visitor downloads.
import { existsSync, readFileSync } from 'node:fs'
import { SIZES } from '../../scripts/sizes.mjs'
import { bundle } from '../lib/bundle.mjs'

const bench = new URL('..', import.meta.url)

const sum = (files, measure) => files.reduce((total, { bytes }) => total + measure(bytes), 0)

function vendorScript(peer) {
  if (!peer.script) return undefined
  const file = new URL(peer.script.startsWith('.') ? peer.script : `node_modules/${peer.script}`, bench)
  return existsSync(file) ? readFileSync(file) : undefined
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
  async run({ peers, each }) {
    return each(peers, async peer => {
      const script = vendorScript(peer)
      const ofScript = script && {
        scriptRaw: SIZES.raw(script),
        scriptGzip: SIZES.gzip(script),
        scriptBrotli: SIZES.brotli(script),
      }
      // A script tag needs no bundle: the script is all that a page loads.
      const { files } = peer.tag ? { files: [{ bytes: script }] } : await bundle(peer)
      const atOnce = files.filter(({ lazy }) => !lazy)
      const lazy = files.filter(file => file.lazy)
      return {
        raw: sum(atOnce, SIZES.raw),
        gzip: sum(atOnce, SIZES.gzip),
        brotli: sum(atOnce, SIZES.brotli),
        later: lazy.length ? sum(lazy, SIZES.brotli) : undefined,
        ...ofScript,
      }
    })
  },
}
