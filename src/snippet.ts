// Script-tag entry: a callable global, options from data-*, and the calls that were made before it came.
import { guard } from './browser/listen'
import { captureAll } from './capture/capture'
import { createInstance } from './instance'
import type { Options } from './options'
import { say } from './say'

type Early = [time: number, url: string, args: unknown[]]
type Table = { [name: string]: unknown }

const MOST = 1000
const page = window as { sojourn?: object & { q?: Early[]; init?: unknown } }

/**
 * `data-link-text="true"` → { linkText: true }; what is no JSON is a string, and so is the name of a site. Words are not
 * tried: each exception costs a page's start more than all else that is done here.
 */
const readData = (data: DOMStringMap): Table =>
  Object.fromEntries(
    Object.entries(data).map(([key, text = '']) => [
      key,
      key !== 'site' && /^([\d[{"]|true$|false$)/.test(text) ? (guard(() => JSON.parse(text)) ?? text) : text,
    ]),
  )

const begin = () => {
  const before = page.sojourn
  // Not just anything of that name: `<form id=sojourn>` is a property of window, too.
  if (typeof before?.init === 'function') return say('warn', 'TWICE', 'loaded twice: this copy does nothing')
  const { api, replay } = createInstance(captureAll)
  const call = (name: unknown, ...args: unknown[]) =>
    guard(() => {
      // 'cart.add' → api.cart.add
      const method = `${name}`
        .split('.')
        .reduce<unknown>((on, key) => Object.hasOwn(Object(on), key) && (on as Table)[key], api)
      return typeof method === 'function' ? method(...args) : say('warn', 'CALL', `no call "${name}"`)
    })
  page.sojourn = Object.assign(call, api)

  const early = guard(() => before?.q?.slice(0, MOST)) ?? []
  const run = (turn: RegExp) => {
    for (const one of early)
      guard(() => {
        const [time, url, args] = one
        if (turn.test(`${args[0]}`)) replay(time, url, () => call(...(args as [unknown])))
      })
  }
  run(/^consent$/)
  const { currentScript } = document
  // Not just anything of that name: `<img name=currentScript>` is a property of document, too.
  if (currentScript instanceof HTMLScriptElement && 'endpoint' in currentScript.dataset)
    api.init(readData(currentScript.dataset) as unknown as Options)
  run(/^init$/)
  run(/^(?!(consent|init)$)/)
}

guard(begin)
