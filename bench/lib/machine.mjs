import { execFileSync } from 'node:child_process'
import os from 'node:os'
import { findChromium } from '../../scripts/browsers.mjs'

function revision() {
  const git = (...args) =>
    execFileSync('git', args, { stdio: ['ignore', 'pipe', 'ignore'] })
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
    node: process.version,
    chromium: (await findChromium())?.version ?? 'none',
    machine: `${os.type()} ${os.arch()}, ${cpus.length} × ${cpus[0]?.model.trim() ?? 'unknown'}, ${Math.round(os.totalmem() / 2 ** 30)} GiB`,
  }
}
