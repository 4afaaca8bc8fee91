// Finds the browsers that the tests drive: environment variable, then PATH, then Playwright's own.
// `node scripts/browsers.mjs` prints what is there; install-browsers.mjs installs what is not.
import { execFileSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

const NAMES = {
  chromium: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'],
  firefox: ['firefox-esr', 'firefox'],
}
const MAC_APPS = {
  chromium: ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'],
  firefox: ['/Applications/Firefox.app/Contents/MacOS/firefox'],
}
/** The full path of a command, like the shell finds it. */
export function which(name) {
  const suffixes = process.platform === 'win32' ? ['.exe', '.cmd'] : ['']
  for (const folder of (process.env.PATH ?? '').split(path.delimiter)) {
    for (const suffix of suffixes) {
      const file = path.join(folder, name + suffix)
      if (folder && existsSync(file) && statSync(file).isFile()) return file
    }
  }
}

/** The version it prints, or undefined: on some systems a browser's name in PATH is only a hint how to install it. */
function versionOf(file) {
  // chrome.exe opens a window instead of answering.
  if (process.platform === 'win32') return '0'
  try {
    const said = execFileSync(file, ['--version'], { stdio: ['ignore', 'pipe', 'ignore'], timeout: 20_000 }).toString()
    return /\d+(\.\d+)+/.exec(said)?.[0]
  } catch {
    return undefined
  }
}

async function playwrightsOwn() {
  const { chromium } = await import('playwright')
  return chromium.executablePath()
}

function fromEnvironment(variable) {
  const file = process.env[variable]
  if (!file) return undefined
  if (!existsSync(file)) throw new Error(`${variable}=${file}: there is no such file`)
  return file
}

async function findOne(engine, variable, own) {
  const set = fromEnvironment(variable)
  if (set) {
    const version = versionOf(set)
    if (!version) throw new Error(`${variable}=${set}: does not answer --version`)
    return { path: set, version }
  }
  const candidates = [...NAMES[engine].map(which), ...(process.platform === 'darwin' ? MAC_APPS[engine] : [])]
  if (own) candidates.push(await own())
  for (const file of candidates) {
    const version = file && existsSync(file) && versionOf(file)
    if (version) return { path: file, version }
  }
  return null
}

/** { path, version } or null. A variable that names no browser throws: it was meant. */
export const findChromium = () => findOne('chromium', 'CHROMIUM_PATH', playwrightsOwn)

export const findFirefox = () => findOne('firefox', 'FIREFOX_PATH')

/** { driver, browser, display } or null. `display` is the command that gives it a screen, empty where there is one. */
export async function findWebKit() {
  const driver = fromEnvironment('WEBKIT_DRIVER_PATH') ?? which('WebKitWebDriver')
  const browser = fromEnvironment('MINIBROWSER_PATH') ?? miniBrowser()
  const xvfb = which('xvfb-run')
  if (!driver || !browser || !(xvfb || process.env.DISPLAY)) return null
  return { driver, browser, display: process.env.DISPLAY || !xvfb ? [] : [xvfb, '-a'] }
}

/** It lies in the library's own folder, outside PATH. */
function miniBrowser() {
  const inPath = which('MiniBrowser')
  if (inPath) return inPath
  const { arch } = process
  const triplet = { x64: 'x86_64', arm64: 'aarch64' }[arch] ?? arch
  const folders = [`/usr/lib/${triplet}-linux-gnu`, '/usr/lib64', '/usr/libexec', '/usr/lib']
  const versions = ['webkitgtk-6.0', 'webkit2gtk-4.1', 'webkit2gtk-4.0']
  return folders.flatMap(f => versions.map(v => path.join(f, v, 'MiniBrowser'))).find(existsSync)
}

/** What is there, each null if missing. */
export async function findAll() {
  const [chromium, firefox, webkit] = await Promise.all([findChromium(), findFirefox(), findWebKit()])
  return { chromium, firefox, webkit }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  for (const [engine, found] of Object.entries(await findAll())) {
    console.log(`${engine.padEnd(9)} ${found ? (found.path ?? `${found.browser} by ${found.driver}`) : 'not found'}`)
  }
}
