// The built command as a process of its own, so that it can be killed.
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url))

export interface Command {
  child: ChildProcess
  /** Everything it wrote. */
  output(): string
  /** Resolves when the process is gone. */
  exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>
}

export function run(args: string[], env: Record<string, string> = {}, shell?: string): Command {
  if (!existsSync(MAIN)) throw new Error(`${MAIN} is not built: npm run build -w sojourn-collector`)
  const [file, before] = shell
    ? ['bash', ['-c', `${shell}; exec "$@"`, 'sh', process.execPath]]
    : [process.execPath, []]
  // What it writes by a default or by a mistake must not end up in the repository.
  const cwd = mkdtempSync(join(tmpdir(), 'sojourn-cwd-'))
  const child = spawn(file, [...before, MAIN, ...args], {
    cwd,
    env: { PATH: process.env.PATH ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let text = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', part => (text += part))
  const exited = new Promise<Awaited<Command['exited']>>(resolve => {
    child.on('close', (code, signal) => resolve({ code, signal }))
  })
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await exited
    rmSync(cwd, { recursive: true, force: true })
  })
  return { child, output: () => text, exited }
}

/** Started, and its address. */
export async function runCollector(
  args: string[],
  env?: Record<string, string>,
  shell?: string,
): Promise<Command & { url: string }> {
  const command = run(['--port', '0', '--host', '127.0.0.1', ...args], env, shell)
  const port = await new Promise<string>((resolve, reject) => {
    const look = () => {
      const found = /localhost:(\d+)\/collect/.exec(command.output())
      if (found?.[1]) resolve(found[1])
    }
    command.child.stdout?.on('data', look)
    command.exited.then(({ code }) => reject(new Error(`exited with ${code}: ${command.output()}`)))
  })
  return { ...command, url: `http://127.0.0.1:${port}` }
}
