import { spawn } from 'node:child_process'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import type { Tab, Visitor } from './tab'
import { until } from './until'

interface Installed {
  driver: string
  browser: string
  /** The command that gives it a screen; empty where there is one. */
  display: string[]
}

const freePort = () =>
  new Promise<number>(resolve => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })

/** What only this driver can be asked for. */
export interface DrivenTab extends Tab {
  /** Trusted input, https://www.w3.org/TR/webdriver2/#actions. */
  perform(source: object): Promise<void>
  /** Runs a script in the page, and waits for what it promises. */
  run(script: string): Promise<unknown>
}

/** WebKitGTK by plain WebDriver: https://www.w3.org/TR/webdriver2/. It has no headless mode. */
export async function openWebKit({
  driver,
  browser,
  display,
}: Installed): Promise<Omit<Visitor, 'tab'> & { tab(): Promise<DrivenTab> }> {
  const port = await freePort()
  const [command = driver, ...args] = [...display, driver, '-p', String(port)]
  // A group of its own, so that the screen and the browser end with the driver.
  const child = spawn(command, args, { stdio: 'ignore', detached: true })

  const call = async <T>(method: string, path: string, body?: object): Promise<T> => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      ...(body && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(30_000),
    })
    const { value } = (await response.json()) as { value: T & { error?: string; message?: string } }
    if (value?.error) throw new Error(`${value.error}: ${value.message}`)
    return value
  }

  await until(() => call<object>('GET', '/status'), 'WebKitWebDriver answers')
  const { sessionId } = await call<{ sessionId: string }>('POST', '/session', {
    capabilities: {
      alwaysMatch: {
        browserName: 'MiniBrowser',
        'webkitgtk:browserOptions': { binary: browser, args: ['--automation'] },
      },
    },
  })
  const at = (path: string) => `/session/${sessionId}${path}`
  const blank = await call<string>('GET', at('/window'))

  async function tab(): Promise<DrivenTab> {
    await call('POST', at('/window'), { handle: blank })
    const { handle } = await call<{ handle: string }>('POST', at('/window/new'), { type: 'window' })
    const use = () => call('POST', at('/window'), { handle })
    const element = (selector: string) =>
      until(async () => {
        const found = await call<object>('POST', at('/element'), { using: 'css selector', value: selector })
        return Object.values(found)[0] as string
      }, selector)
    const read = async <T>(expression: string): Promise<T> => {
      await use()
      return call<T>('POST', at('/execute/sync'), { script: `return (${expression})`, args: [] })
    }
    await use()
    return {
      goto: async url => {
        await use()
        await call('POST', at('/url'), { url })
      },
      click: async selector => {
        await use()
        await call('POST', at(`/element/${await element(selector)}/click`), {})
      },
      type: async (selector, text) => {
        await use()
        await call('POST', at(`/element/${await element(selector)}/value`), { text })
      },
      read,
      perform: async source => {
        await use()
        await call('POST', at('/actions'), { actions: [source] })
      },
      run: async script => {
        await use()
        const answer = 'arguments[arguments.length - 1]'
        return call('POST', at('/execute/async'), {
          script: `const done = ${answer}; Promise.resolve((0, eval)(${JSON.stringify(script)})).then(value => done(value ?? null))`,
          args: [],
        })
      },
      until: async expression => {
        await until(() => read(expression), expression)
      },
      close: async () => {
        await use()
        await call('DELETE', at('/window'))
        await call('POST', at('/window'), { handle: blank })
      },
    }
  }

  return {
    engine: 'webkit',
    tab,
    close: async () => {
      await call('DELETE', at('')).catch(() => {})
      if (child.pid) process.kill(-child.pid, 'SIGTERM')
    },
  }
}
