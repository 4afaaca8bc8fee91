// @vitest-environment node
import { execFileSync, spawnSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readdirSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import type { Delivery } from '../src/api.js'
import { batch, events, send, type TestBatch } from './batches.js'
import { tempDir } from './collector.js'
import { type Command, run, runCollector } from './process.js'

// Processes start and many answers are waited for; on a loaded machine each takes its time.
vi.setConfig({ testTimeout: 90_000 })

type Running = Command & { url: string }

const noise = () => Array.from({ length: 200 }, () => Math.random().toString(36)).join('')
const noisyBatch = () => batch({ events: events(1, 20).map(each => ({ ...each, props: { noise: noise() } })) })
const statusOf = async ({ url }: Running, path: string) => (await fetch(url + path)).status

/** Sends until three batches were refused, each of them as a browser must be refused that is to try again. */
async function sendUntilRefused({ url }: Running) {
  const acknowledged: TestBatch[] = []
  const refused: TestBatch[] = []
  while (refused.length < 3) {
    const one = noisyBatch()
    const response = await send(url, one)
    if (response.status === 204) acknowledged.push(one)
    else {
      const { headers } = response
      expect([response.status, headers.get('retry-after'), headers.get('server-timing')]).toEqual([503, '5', null])
      refused.push(one)
    }
  }
  return { acknowledged, refused }
}

/** What happens around the refusals: a process that lives, and afterwards has everything once. */
async function recovers(
  running: Running,
  mend: () => void,
  { before = [] as TestBatch[], reports = 200 } = {},
): Promise<void> {
  const { acknowledged, refused } = await sendUntilRefused(running)
  acknowledged.push(...before)
  expect(await statusOf(running, '/readyz')).toBe(503)
  expect(await statusOf(running, '/healthz')).toBe(200)
  expect(await statusOf(running, '/api/summary')).toBe(reports)
  mend()
  await expect.poll(() => statusOf(running, '/readyz'), { timeout: 20_000 }).toBe(200)
  const again = await Promise.all([...refused, ...acknowledged].map(one => send(running.url, one)))
  expect(again.map(response => response.status)).toEqual(again.map(() => 204))
  const delivery: Delivery = await (await fetch(`${running.url}/api/delivery`)).json()
  expect(delivery).toMatchObject({ received: (acknowledged.length + refused.length) * 20, missing: 0, rejected: 0 })
}

test('A file that may not grow is answered 503 by a process that stays up, and it recovers without a restart', async () => {
  // A soft limit on the size of files stands in for the disk; lifted from outside, it has room again.
  const running = await runCollector(['--data', await tempDir()], {}, "trap '' XFSZ; ulimit -S -f 1000")
  await recovers(running, () => execFileSync('prlimit', ['--pid', String(running.child.pid), '--fsize=unlimited']))
})

/** What the machine does not allow is said by name, not passed over. */
function testWhere(allowed: boolean, name: string, run: () => Promise<void>): void {
  if (allowed) test(name, run)
  else console.log(`Not run, root may not do it here: ${name}`)
}

/** Whether we may mount: root may, in most containers root may not. */
function canMount(): boolean {
  const tried = spawnSync('unshare', ['-m', 'sh', '-c', 'mount -t tmpfs -o size=1m tmpfs /mnt'])
  return tried.status === 0
}

/** A disk of its own, of so many MiB, gone after the test. */
async function disk(size: number): Promise<{ dir: string; remount: (options: string) => void }> {
  const dir = await tempDir()
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}m`, 'tmpfs', dir])
  onTestFinished(() => void execFileSync('umount', ['-l', dir]))
  return { dir, remount: options => void execFileSync('mount', ['-o', `remount,${options}`, dir]) }
}

testWhere(canMount(), 'A full disk, really full, is answered 503 and recovers when there is room', async () => {
  const { dir, remount } = await disk(4)
  await recovers(await runCollector(['--data', dir]), () => remount('size=64m'))
})

testWhere(canMount(), 'A read-only disk is said in one line when the collector starts', async () => {
  const { dir, remount } = await disk(16)
  remount('ro')
  const { exited, output } = run(['--port', '0', '--data', dir])
  expect((await exited).code).toBe(1)
  expect(output()).toMatch(/^\[collector E_DATA\] cannot use .* name a writable folder with --data\n$/)
})

/** What a file system that the kernel turned read-only does to files that are open: ext4 refuses to write to them. */
function freeze(dir: string, what: string): () => void {
  const files = readdirSync(dir).flatMap(name => (name.startsWith(what) ? [join(dir, name)] : []))
  execFileSync('chattr', ['+i', ...files])
  const thaw = () => void execFileSync('chattr', ['-i', ...files])
  onTestFinished(thaw)
  return thaw
}

/** Only root may, and only some file systems know it. */
function canFreeze(): boolean {
  const dir = mkdtempSync(join(tmpdir(), 'sojourn-frozen-'))
  const open = openSync(join(dir, 'sojourn.duckdb'), 'w')
  const files = [join(dir, 'sojourn.duckdb')]
  try {
    if (spawnSync('chattr', ['+i', ...files]).status !== 0) return false
    return writes(open) === false
  } finally {
    spawnSync('chattr', ['-i', ...files])
    closeSync(open)
    rmSync(dir, { recursive: true, force: true })
  }
}

function writes(file: number): boolean {
  try {
    return writeSync(file, 'x') === 1
  } catch {
    return false
  }
}

/** `what` begins the names of the files that turn read-only. */
async function turnsReadOnly(what: string, reports: number): Promise<void> {
  const dir = await tempDir()
  const running = await runCollector(['--data', dir])
  const before = noisyBatch()
  expect((await send(running.url, before)).status).toBe(204)
  await recovers(running, freeze(dir, what), { before: [before], reports })
}

testWhere(canFreeze(), 'A disk that turns read-only is answered 503 and recovers when it can be written', () =>
  // The file cannot be opened anew before that, not even to be read.
  turnsReadOnly('sojourn.', 503),
)

testWhere(canFreeze(), 'A journal that turns read-only is answered 503, while all that was taken is reported', () =>
  turnsReadOnly('sojourn.journal', 200),
)

testWhere(canFreeze(), 'A database that turns read-only keeps what was acknowledged, and takes it when it can', () =>
  turnsReadOnly('sojourn.duckdb', 503),
)
