// Script-tag entry: a callable global, options from data-*, and the calls that were made before it came.
import { captureAll } from './capture/capture'
import { createInstance } from './instance'
import { type Options, say } from './options'

type Early = [time: number, url: string, args: ArrayLike<unknown>]
type Global = ((...args: unknown[]) => unknown) & { q?: Early[]; init?: unknown }

const MOST = 1000
const page = window as unknown as { sojourn?: Global }

/** `data-link-text="true"` → { linkText: true }; what is no JSON is a string. */
const readData = (data: DOMStringMap): Options => {
  const options: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(data)) {
    try {
      options[key] = JSON.parse(value as string)
    } catch {
      options[key] = value
    }
    if (key === 'site') options[key] = value
  }
  return options as unknown as Options
}

const begin = () => {
  const before = page.sojourn
  if (before?.init) return say('warn', 'TWICE', 'the script is on this page twice: this copy does nothing')
  const { api, init, replay } = createInstance(captureAll)
  const methods: Record<string, unknown> = { ...api, init }
  const call = (name: unknown, ...args: unknown[]): unknown => {
    const [head, tail] = String(name).split('.') as [string, string?]
    const found = Object.hasOwn(methods, head) ? methods[head] : undefined
    const method = tail ? (found as Record<string, unknown> | undefined)?.[tail] : found
    return typeof method === 'function' ? method(...args) : say('warn', 'CALL', `no call "${String(name)}"`)
  }
  page.sojourn = Object.assign(call, methods) as Global

  const queue = before?.q
  const early = (Array.isArray(queue) ? queue : []).slice(0, MOST).filter(one => Array.isArray(one) && one[2]?.length)
  const run = (wanted: (name: unknown) => boolean) => {
    for (const [time, url, args] of early)
      if (wanted(args[0])) replay(time, url, () => call(...(Array.from(args) as [unknown])))
  }
  run(name => name === 'consent')
  const { dataset } = (document.currentScript ?? {}) as HTMLScriptElement
  if (dataset?.endpoint) init(readData(dataset))
  run(name => name === 'init')
  run(name => name !== 'consent' && name !== 'init')
}

try {
  begin()
} catch {
  // Never the page's problem.
}
