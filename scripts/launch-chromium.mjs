// Real Chromium, as a person would have it.
import { chromium } from 'playwright'
import { findChromium } from './browsers.mjs'

const QUIET = ['--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run']

/** Its user agent must not say "headless": the SDK rightly drops declared bots. */
export async function launchChromium(options = {}) {
  const found = await findChromium()
  if (!found) throw new Error('No Chromium is installed; npm test installs one')
  const major = found.version.split('.')[0]
  // On the command line, not per page: a beacon that outlives its page carries the browser's own.
  const agent = `Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${major}.0.0.0 Safari/537.36`
  return chromium.launch({
    ...options,
    executablePath: found.path,
    // Root has no sandbox in Chromium.
    chromiumSandbox: process.getuid?.() !== 0,
    args: [...QUIET, `--user-agent=${agent}`],
  })
}
