// Where the processor's time of our own script goes: module by module, with what the browser does for each.
import path from 'node:path'
import { stretchesOf } from '../../scripts/modules.mjs'

/** µs between two looks: the least that tells a click's parts from each other. */
const INTERVAL = 50

/** The last stretch that begins at or before this place. */
function moduleAt(stretches, { lineNumber, columnNumber }) {
  let found
  for (const one of stretches) {
    if (one.line > lineNumber || (one.line === lineNumber && one.column > columnNumber)) break
    found = one.module
  }
  return found
}

/**
 * Looks at the thread while `act` runs. Resolves to `{ [module]: { own, browser } }`, µs: what it computes itself, and what
 * the functions of the browser that it calls take. Setters and named properties (`document.cookie =`, `localStorage[key]`)
 * are no functions to the profiler and count as the module's own.
 */
export async function profileOf(tab, script, act) {
  const stretches = stretchesOf(script)
  const session = await tab.createCDPSession()
  await session.send('Profiler.enable')
  await session.send('Profiler.setSamplingInterval', { interval: INTERVAL })
  await session.send('Profiler.start')
  await act()
  const { profile } = await session.send('Profiler.stop')
  await session.detach()

  const above = new Map(profile.nodes.flatMap(({ id, children = [] }) => children.map(child => [child, id])))
  const nodes = new Map(profile.nodes.map(node => [node.id, node]))
  const isOurs = ({ callFrame }) => callFrame.url.endsWith(path.basename(script.pathname))
  const spent = {}
  profile.samples.forEach((id, i) => {
    let node = nodes.get(id)
    const isOwn = isOurs(node)
    // What calls the browser is what pays for it. A garbage collection has no caller.
    while (node && !node.callFrame.url) node = nodes.get(above.get(node.id))
    if (!node || !isOurs(node)) return
    const module = moduleAt(stretches, node.callFrame)
    spent[module] ??= { own: 0, browser: 0 }
    spent[module][isOwn ? 'own' : 'browser'] += profile.timeDeltas[i]
  })
  return spent
}
