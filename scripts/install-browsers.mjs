// Installs the browsers that are missing, where that can be done without asking: as root on Debian with apt-get,
// elsewhere Chromium with Playwright. Everything else is said, ready to be typed.
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { findAll, findChromium, which } from './browsers.mjs'

const DEBIAN_PACKAGES = {
  chromium: ['chromium'],
  firefox: ['firefox-esr'],
  webkit: ['webkit2gtk-driver', 'xvfb', 'xauth'],
}

const isRoot = process.getuid?.() === 0

function isDebian() {
  if (!existsSync('/etc/os-release')) return false
  // Not Ubuntu: its chromium package is a snap, which needs a running snapd.
  return /^ID="?debian"?$/m.test(readFileSync('/etc/os-release', 'utf8')) && Boolean(which('apt-get'))
}

/** Runs quietly with a sign of life every ten seconds; resolves to whether it worked. */
function runWithProgress(title, command, args) {
  console.log(`${title} …`)
  return new Promise(resolve => {
    const began = Date.now()
    let tail = ''
    const child = spawn(command, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    })
    const keep = chunk => {
      tail = (tail + chunk).slice(-2000)
    }
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    const timer = setInterval(() => {
      const line =
        tail
          .trim()
          .split(/[\r\n]+/)
          .at(-1) ?? ''
      console.log(`  ${Math.round((Date.now() - began) / 1000)} s  ${line.slice(0, 90)}`)
    }, 10_000)
    const done = ok => {
      clearInterval(timer)
      if (!ok) console.log(tail.trim().split('\n').slice(-6).join('\n'))
      resolve(ok)
    }
    child.on('error', () => done(false))
    child.on('close', code => done(code === 0))
  })
}

/** Whether aptInstall may be tried. */
export const canInstall = () => isRoot && isDebian()

let updated = false
export async function aptInstall(packages) {
  updated ||= await runWithProgress('Reading the package lists (apt-get update)', 'apt-get', ['update'])
  if (!updated) return false
  const list = packages.join(' ')
  return runWithProgress(`Installing ${list} (apt-get install)`, 'apt-get', ['install', '-y', ...packages])
}

async function playwrightInstall() {
  const cli = path.join(path.dirname(createRequire(import.meta.url).resolve('playwright/package.json')), 'cli.js')
  const withLibraries = isRoot && process.platform === 'linux' ? ['--with-deps'] : []
  const args = [cli, 'install', ...withLibraries, 'chromium']
  return runWithProgress('Installing Chromium (npx playwright install chromium)', process.execPath, args)
}

const WHAT_TO_TYPE = `No Chromium was found, and none could be installed. One of these helps:
  sudo apt-get install chromium            on Debian
  npx playwright install chromium          anywhere (on Linux perhaps: npx playwright install --with-deps chromium)
  CHROMIUM_PATH=/path/to/chrome npm test   where one is installed already`

/** Finds Chromium, or installs one. null: it has said what to type. */
export async function ensureChromium() {
  let found = await findChromium()
  if (found) return found
  console.log('No Chromium was found by CHROMIUM_PATH, in PATH or among Playwright’s own.')
  if (isRoot && isDebian() && (await aptInstall(DEBIAN_PACKAGES.chromium))) found = await findChromium()
  if (!found && (await playwrightInstall())) found = await findChromium()
  if (!found) console.log(WHAT_TO_TYPE)
  return found
}

/** All three, installed where this is Debian and we are root. Returns what is there; says what to type for the rest. */
export async function ensureAll() {
  const missing = Object.entries(await findAll()).flatMap(([engine, found]) => (found ? [] : [engine]))
  if (missing.length && isRoot && isDebian()) await aptInstall(missing.flatMap(engine => DEBIAN_PACKAGES[engine]))
  const found = await findAll()
  found.chromium ??= await ensureChromium()
  for (const [engine, there] of Object.entries(found)) {
    if (!there && engine !== 'chromium') {
      console.log(`${engine} was not found. On Debian: sudo apt-get install ${DEBIAN_PACKAGES[engine].join(' ')}`)
    }
  }
  return found
}
