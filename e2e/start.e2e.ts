import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { SessionRow } from '../collector/src/api'
import { chromiumVisitor, openChromium } from './support/chromium'

const SOON = { timeout: 20_000, interval: 20 }
const script = fileURLToPath(new URL('../scripts/start.mjs', import.meta.url))

interface Started {
  child: ChildProcess
  /** All it has printed so far. */
  output: { out: string; err: string }
  /** Exit code and signal. */
  ended: Promise<[number | null, string | null]>
}

let dataDir: string
const children: ChildProcess[] = []

beforeEach(() => {
  dataDir = mkdtempSync(path.join(tmpdir(), 'sojourn-start-'))
})
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  rmSync(dataDir, { recursive: true, force: true })
})

function start(port: number): Started {
  const env = { ...process.env, PORT: String(port), DATA_DIR: dataDir }
  const child = spawn(process.execPath, [script], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  children.push(child)
  const output = { out: '', err: '' }
  child.stdout.on('data', chunk => {
    output.out += chunk
  })
  child.stderr.on('data', chunk => {
    output.err += chunk
  })
  const ended = new Promise<[number | null, string | null]>(resolve => {
    child.on('close', (code, signal) => resolve([code, signal]))
  })
  return { child, output, ended }
}

/** The two addresses, as printed. */
async function addresses({ output }: Started): Promise<{ shop: string; report: string }> {
  const [, shop = '', report = ''] = await vi.waitUntil(
    () => /Shop\s+(http\S+)\s+Report\s+(http\S+)/.exec(output.out),
    SOON,
  )
  return { shop, report }
}

/** A request whose path is sent as it is: fetch would tidy it. */
const get = (url: string, path: string) =>
  new Promise<{ status: number; type: string; body: string }>((resolve, reject) => {
    const { hostname, port } = new URL(url)
    request({ hostname, port, path }, response => {
      let body = ''
      response.on('data', chunk => {
        body += chunk
      })
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, type: response.headers['content-type'] ?? '', body }),
      )
    })
      .on('error', reject)
      .end()
  })

describe('npm start', () => {
  test('prints the addresses of the shop and the report, and both answer', async () => {
    const { shop, report } = await addresses(start(0))
    expect(await (await fetch(shop)).text()).toContain('<script async src="/sojourn.js"')
    expect(await (await fetch(report)).text()).toContain('<title>Sojourn</title>')
  })

  test('serves the script, the modules and their maps', async () => {
    const { shop } = await addresses(start(0))
    for (const path of ['/sojourn.js', '/sojourn/index.js', '/sojourn/core.js']) {
      expect(await get(shop, path)).toMatchObject({ status: 200, type: expect.stringMatching(/^text\/javascript/) })
      expect((await get(shop, `${path}.map`)).status).toBe(200)
    }
  })

  test('serves nothing outside of its folders', async () => {
    const { shop } = await addresses(start(0))
    const paths = ['/../package.json', '/%2e%2e/package.json', '/..%2fpackage.json', '/sojourn/../../package.json']
    paths.push(
      '/..%5cpackage.json',
      '/sojourn/..%2f..%2fpackage.json',
      '/%00',
      '/%',
      '//etc/passwd',
      '/shop/../../README.md',
    )
    for (const path of paths) {
      const { status, body } = await get(shop, path)
      expect(`${path} ${status}`).toMatch(/ 40[04]$/)
      expect(body).not.toMatch(/workspaces|root:/)
    }
  })

  test('says in one line that the port is taken', async () => {
    const server = createServer()
    const port = await new Promise<number>(resolve => {
      server.listen(0, () => resolve((server.address() as AddressInfo).port))
    })
    const { output, ended } = start(port)
    expect(await ended).toEqual([1, null])
    // A busy machine opens the data slowly, and says how far it is.
    const lines = output.err.split('\n').filter(line => !line.startsWith('opening the data'))
    expect(lines).toEqual([`Port ${port} is in use. Another one: PORT=${port + 1} npm start`, ''])
    expect(output.out).toBe('')
    server.close()
  })

  test('closes at Ctrl-C with everything stored that it had accepted', async () => {
    const first = start(0)
    const browser = await openChromium()
    const tab = await (await chromiumVisitor(browser)).tab()
    await tab.goto((await addresses(first)).shop)
    await tab.click('[data-add="MUG-1"]')
    await tab.close()
    await vi.waitUntil(async () => {
      const rows = await (await fetch(new URL('/api/sessions', (await addresses(first)).shop))).json()
      return rows.some((row: SessionRow) => row.cart === 'filled')
    }, SOON)
    await browser.close()
    first.child.kill('SIGINT')
    expect(await first.ended).toEqual([0, null])
    // A busy machine takes its time, and that is said.
    expect(first.output.err.replace(/^opening the data, \d+ s\n/gm, '')).toBe('')

    const second = start(0)
    const rows = await (await fetch(new URL('/api/sessions', (await addresses(second)).shop))).json()
    expect(rows).toMatchObject([{ cart: 'filled', pages: ['/'] }])
  })

  test('closes when npm was told to end', async () => {
    const env = { ...process.env, PORT: '0', DATA_DIR: dataDir }
    // Built already, and not a second time.
    const npm = spawn('npm', ['start', '--ignore-scripts'], { env, stdio: ['ignore', 'pipe', 'ignore'] })
    children.push(npm)
    let out = ''
    npm.stdout.on('data', chunk => {
      out += chunk
    })
    await vi.waitUntil(() => /Shop/.test(out), SOON)
    npm.kill('SIGTERM')
    await vi.waitUntil(() => /Closed\./.test(out), SOON)
  })
})
