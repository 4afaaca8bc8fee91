import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { createStatic, shopFolders } from '../../scripts/static.mjs'

export const INTEGRATIONS = ['script tag', 'ESM bundle'] as const
export type Integration = (typeof INTEGRATIONS)[number]

export interface Site {
  url: string
  /** What the collector's own API answers. */
  api<T>(path: string): Promise<T>
  close(): Promise<void>
}

const root = (name: string) => fileURLToPath(new URL(`../../${name}`, import.meta.url))
const TAG = /<script async src="\/sojourn\.js"[^>]*><\/script>/

/**
 * Notes in sessionStorage, independently of Sojourn, when the first page was seen and when a person last acted.
 * A visit cannot begin before the page is read and the script has run, so the later of the two counts.
 */
const WITNESS = `
  const seen = () => { if (!sessionStorage.loaded) sessionStorage.first = Date.now() }
  addEventListener('DOMContentLoaded', seen)
  addEventListener('load', event => { if (/sojourn|integration/.test(event.target.src)) seen() }, true)
  addEventListener('load', () => { sessionStorage.loaded = true })
  for (const type of ['pointerdown', 'click', 'keydown', 'submit'])
    addEventListener(type, () => { sessionStorage.last = Date.now() }, true)
`

/** The options that the shop's script tag says, as init takes them. */
function optionsOf(tag: string): Record<string, unknown> {
  const pairs = [...tag.matchAll(/data-(\w+)=(?:"([^"]*)"|'([^']*)')/g)].map(([, key = '', double, single]) => {
    const value = double ?? single ?? ''
    return [key, /^[\d{]/.test(value) ? JSON.parse(value) : value]
  })
  return Object.fromEntries(pairs)
}

/** The demo shop, in a folder of its own, with another timeout and another way to include the SDK. */
function prepareShop(folder: string, integration: Integration, timeout: number): void {
  cpSync(root('demo'), folder, { recursive: true })
  writeFileSync(path.join(folder, 'witness.js'), WITNESS)
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.html')) continue
    const file = path.join(folder, name)
    const html = readFileSync(file, 'utf8')
    const [tag] = TAG.exec(html) ?? []
    if (!tag) throw new Error(`demo/${name} has no script tag that this test knows`)
    const options = JSON.stringify({ ...optionsOf(tag), timeout })
    const code = `import { init } from '/sojourn/index.js'\ninit(${options})\n`
    writeFileSync(path.join(folder, 'integration.js'), code)
    const include = {
      'script tag': tag.replace(/data-timeout="\d+"/, `data-timeout="${timeout}"`),
      'ESM bundle': '<script type="module" src="/integration.js"></script>',
    }[integration]
    writeFileSync(file, html.replace(tag, `<script src="/witness.js"></script>${include}`))
  }
}

// What is built, with the types of its source: the build comes after the type check.
type Collector = typeof import('../../collector/src/index.ts')
const built = (): Promise<Collector> => import(new URL('../../collector/dist/index.js', import.meta.url).href)

/** A collector alone, as somebody has it who has just installed it. */
export async function startBare(): Promise<{ url: string; close(): Promise<void> }> {
  const { startCollector } = await built()
  const dataDir = mkdtempSync(path.join(tmpdir(), 'sojourn-e2e-'))
  const collector = await startCollector({ port: 0, dataDir })
  return {
    url: `http://localhost:${collector.port}`,
    close: async () => {
      await collector.close()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

/** The demo shop, a real collector and its store, on a port of their own. */
export async function startSite({
  integration = 'script tag' as Integration,
  timeout = 30 * 60_000,
} = {}): Promise<Site> {
  const { startCollector } = await built()
  const folder = mkdtempSync(path.join(tmpdir(), 'sojourn-e2e-'))
  const demo = path.join(folder, 'demo')
  mkdirSync(demo)
  prepareShop(demo, integration, timeout)
  const serve = createStatic(shopFolders(demo, root('dist')))
  const collector = await startCollector({ port: 0, dataDir: path.join(folder, 'data'), serve })
  const url = `http://localhost:${collector.port}`
  return {
    url,
    api: async path => {
      const response = await fetch(url + path)
      if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
      return response.json()
    },
    close: async () => {
      await collector.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
