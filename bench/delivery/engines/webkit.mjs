// WebKitGTK by plain WebDriver: https://www.w3.org/TR/webdriver2/. One call at a time, since each says first to which
// window it goes. Its sessions keep no profile, take no extension and hide no tab.
import { spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { findWebKit } from '../../../scripts/browsers.mjs'
import { killGroup, killPages } from './processes.mjs'

const freePort = () =>
  new Promise(resolve => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })

export async function openWebKit() {
  const found = await findWebKit()
  if (!found) throw new Error('webkit is not installed')
  const port = await freePort()
  const [command, ...args] = [...found.display, found.driver, '-p', `${port}`]
  // A group of its own, so that the screen and the browser end with the driver.
  const child = spawn(command, args, { stdio: 'ignore', detached: true })
  const call = async (method, path, body, patience = 45_000) => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      ...(body && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(patience),
    })
    const { value } = await answer.json()
    if (value?.error) throw new Error(`${value.error}: ${value.message}`)
    return value
  }
  for (let i = 0; ; i++) {
    try {
      await call('GET', '/status')
      break
    } catch (error) {
      if (i > 100) throw error
      await pause(100)
    }
  }
  const { sessionId, capabilities } = await call('POST', '/session', {
    capabilities: {
      alwaysMatch: {
        browserName: 'MiniBrowser',
        'webkitgtk:browserOptions': { binary: found.browser, args: ['--automation'] },
      },
    },
  })
  const at = path => `/session/${sessionId}${path}`
  // It times scripts by the page's timers, which a scenario may move; `call` has a limit of its own.
  await call('POST', at('/timeouts'), { script: null })
  const blank = await call('GET', at('/window'))
  let last = Promise.resolve()
  /** Alone with the driver, in this window. */
  const inside = (handle, use, patience) => {
    const mine = last.then(async () => {
      await call('POST', at('/window'), { handle }, patience)
      return use()
    })
    last = mine.catch(() => {})
    return mine
  }
  const wrap = handle => ({
    goto: url => inside(handle, () => call('POST', at('/url'), { url })),
    run: code => inside(handle, () => call('POST', at('/execute/sync'), { script: `return (${code})`, args: [] })),
    // The driver never gets to a page that hangs.
    close: () => inside(handle, () => call('DELETE', at('/window')), 5000),
  })
  return {
    version: `WebKitGTK ${capabilities.browserVersion}`,
    page: async () => wrap((await inside(blank, () => call('POST', at('/window/new'), { type: 'window' }))).handle),
    killPages: () => killPages(child.pid, /WebKitWebProcess/),
    close: async () => {
      await call('DELETE', at('')).catch(() => {})
      await killGroup(child)
    },
  }
}
