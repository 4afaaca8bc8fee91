// The processes that a browser has started itself, found by their command lines. Linux only: elsewhere none is found.
import { readdirSync, readFileSync } from 'node:fs'

const read = path => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

/** Parent of every process there is. */
const parents = () =>
  new Map(
    read('/proc/self/stat') &&
      readdirSync('/proc')
        .filter(name => /^\d+$/.test(name))
        .map(name => {
          const stat = read(`/proc/${name}/stat`)
          return [Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])]
        }),
  )

/** Ends what a browser runs pages in, as the system does when memory runs out. */
export function killPages(root, pattern) {
  const above = parents()
  const isBelow = pid => pid === root || (above.has(pid) && isBelow(above.get(pid)))
  const found = [...above.keys()].filter(pid => isBelow(pid) && pattern.test(read(`/proc/${pid}/cmdline`)))
  if (!found.length) throw new Error('no process of a page was found')
  for (const pid of found) process.kill(pid, 'SIGKILL')
}

/** Ends a process and all that it has started, and waits until it has gone. */
export async function killGroup(child) {
  const gone = new Promise(resolve => {
    if (child.exitCode !== null || child.signalCode !== null) resolve()
    else child.once('exit', resolve)
  })
  try {
    process.kill(-child.pid, 'SIGKILL')
  } catch {
    child.kill('SIGKILL')
  }
  await gone
}
