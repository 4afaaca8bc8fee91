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
const TAG = /<script async src="\/sojourn\.js" data-endpoint="\/collect" data-timeout="\d+"><\/script>/

/**
 * Notes in sessionStorage, independently of Sojourn, when the first page was ready for it and when a person last acted.
 * A visit cannot begin before the script is here, so the later of the two counts.
 */
const WITNESS = `
  addEventListener('load', () => {
    if (sessionStorage.first) return
    const [page] = performance.getEntriesByType('navigation')
    const script = performance.getEntriesByType('resource').filter(entry => /sojourn/.test(entry.name))
    const ready = Math.max(page.domContentLoadedEventStart, ...script.map(entry => entry.responseEnd))
    sessionStorage.first = performance.timeOrigin + ready
  })
  for (const type of ['pointerdown', 'click', 'keydown', 'submit'])
    addEventListener(type, () => { sessionStorage.last = Date.now() }, true)
`

/** The demo shop, in a folder of its own, with another timeout and another way to include the SDK. */
function prepareShop(folder: string, integration: Integration, timeout: number): void {
  cpSync(root('demo'), folder, { recursive: true })
  writeFileSync(path.join(folder, 'witness.js'), WITNESS)
  writeFileSync(
    path.join(folder, 'integration.js'),
    `import { init } from '/sojourn/index.js'\ninit({ endpoint: '/collect', timeout: ${timeout} })\n`,
  )
  const include = {
    'script tag': `<script async src="/sojourn.js" data-endpoint="/collect" data-timeout="${timeout}"></script>`,
    'ESM bundle': '<script type="module" src="/integration.js"></script>',
  }[integration]
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.html')) continue
    const file = path.join(folder, name)
    const html = readFileSync(file, 'utf8')
    if (!TAG.test(html)) throw new Error(`demo/${name} has no script tag that this test knows`)
    writeFileSync(file, html.replace(TAG, `<script src="/witness.js"></script>${include}`))
  }
}

// What is built, with the types of its source: the build comes after the type check.
type Collector = typeof import('../../collector/src/index.ts')
const built = (): Promise<Collector> => import(new URL('../../collector/dist/index.js', import.meta.url).href)

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
