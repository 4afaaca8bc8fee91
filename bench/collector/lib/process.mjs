// The built collector as a process of its own, on a core of its own where the machine has two.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const LOAD = os.loadavg()[0]
const MAIN = fileURLToPath(new URL('../../../collector/dist/main.js', import.meta.url))

export const canPin = os.cpus().length > 1 && spawnSync('taskset', ['--version']).status === 0

/** The command with which a script runs on that core. */
export const onCore = (core, script, args = []) =>
  canPin && core !== null
    ? ['taskset', ['-c', String(core), process.execPath, script, ...args]]
    : [process.execPath, [script, ...args]]

export async function makeDataDir() {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'sojourn-bench-'))
  return { dir, remove: () => rm(dir, { recursive: true, force: true }) }
}

/** Resolves when it listens; `readyMs` is how long that took. */
export async function startCollector(dataDir, { core = null, args = [] } = {}) {
  if (!existsSync(MAIN)) throw new Error('the collector is not built: npm run build:collector')
  const began = performance.now()
  const all = ['--port', '0', '--host', '127.0.0.1', '--data', dataDir, '--keep', '0', ...args]
  const child = spawn(...onCore(core, MAIN, all), { stdio: ['ignore', 'pipe', 'pipe'] })
  // A bench that is stopped leaves nobody behind.
  const end = () => child.kill('SIGKILL')
  process.once('exit', end)
  child.once('close', () => process.removeListener('exit', end))
  let text = ''
  const exited = new Promise(resolve => child.on('close', (code, signal) => resolve({ code, signal })))
  const port = await new Promise((resolve, reject) => {
    const look = part => {
      text += part
      const found = /localhost:(\d+)\/collect/.exec(text)
      if (found) resolve(Number(found[1]))
    }
    child.stdout.on('data', look)
    child.stderr.on('data', look)
    exited.then(({ code }) => reject(new Error(`the collector ended with ${code}: ${text}`)))
  })
  return {
    child,
    port,
    url: `http://127.0.0.1:${port}`,
    readyMs: performance.now() - began,
    output: () => text,
    exited,
    async stop(signal = 'SIGTERM') {
      child.kill(signal)
      return exited
    },
  }
}

/** Resident memory in MiB, now and at its highest; null where /proc is not there. */
export function memoryOf(pid) {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    const read = key => Math.round(Number(new RegExp(`${key}:\\s+(\\d+)`).exec(status)?.[1]) / 1024)
    return { now: read('VmRSS'), peak: read('VmHWM') }
  } catch {
    return null
  }
}

/** Time on a core since its start, ms, to 10 ms; null where /proc is not there. Other work does not add to it. */
export function cpuOf(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1).split(' ')
    return (Number(fields[11]) + Number(fields[12])) * 10
  } catch {
    return null
  }
}

for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1))

export const machine = () =>
  `${os.cpus()[0]?.model.trim()}, ${os.cpus().length} cores, ${Math.round(os.totalmem() / 2 ** 30)} GiB, ` +
  `${os.type()} ${os.release()}, Node ${process.versions.node}${canPin ? '' : ', not pinned to cores'}, ` +
  `load when it began ${LOAD.toFixed(1)}`

export function table(head, rows) {
  const line = cells => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

export const count = number => Math.round(number).toLocaleString('en')

export const quantile = (sorted, q) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))]
