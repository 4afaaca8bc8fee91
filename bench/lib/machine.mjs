import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import os from 'node:os'
import { findChromium } from '../../scripts/browsers.mjs'

const BUILT = new URL('../../dist/sojourn.js', import.meta.url)

function revision() {
  const git = (...args) =>
    execFileSync('git', ['--no-optional-locks', ...args], { stdio: ['ignore', 'pipe', 'ignore'] })
      .toString()
      .trim()
  try {
    return git('rev-parse', '--short', 'HEAD') + (git('status', '--porcelain', '--', 'src') ? ' and changes' : '')
  } catch {
    return 'unknown'
  }
}

/** What a figure depends on. */
export async function describeMachine() {
  const cpus = os.cpus()
  return {
    date: new Date().toISOString().slice(0, 16).replace('T', ' '),
    revision: revision(),
    build: createHash('sha256').update(readFileSync(BUILT)).digest('hex').slice(0, 8),
    node: process.version,
    chromium: (await findChromium())?.version ?? 'none',
    load: os.loadavg()[0].toFixed(1),
    machine: `${os.type()} ${os.arch()}, ${cpus.length} × ${cpus[0]?.model.trim() ?? 'unknown'}, ${Math.round(os.totalmem() / 2 ** 30)} GiB`,
  }
}
