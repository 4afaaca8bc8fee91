import type { Page } from 'puppeteer-core'
import type { DrivenTab } from '../support/webkit'
import type { Person } from './person'
import type { Recorder } from './recorder'

/** https://www.w3.org/TR/webdriver2/#keyboard-actions */
const KEYS: Record<string, string> = { Enter: '\ue007', Tab: '\ue004', ArrowDown: '\ue015' }

/** The same somebody, by WebDriver. */
export const drive = (tab: DrivenTab, recorder: Recorder): Person => {
  const find = (selector: string) =>
    `${JSON.stringify(selector.split(' >> '))}.reduce((el, step) => (el.shadowRoot ?? el).querySelector(step), document)`
  const keys = (...types: [string, string][]) =>
    tab.perform({
      type: 'key',
      id: 'keys',
      actions: types.map(([type, key]) => ({ type, value: KEYS[key] ?? key })),
    })
  const press = (key: string) => keys(['keyDown', key], ['keyUp', key])
  return {
    // A WebDriver tab is never hidden in WebKit.
    page: { bringToFront: async () => {} } as Page,
    goto: async path => {
      await tab.goto(recorder.url + path)
      return null
    },
    // WebKitWebDriver presses the left button, whichever it is asked for.
    click: async (selector, { count = 1 } = {}) => {
      const [x, y] = (await tab.run(
        `(el => { el.scrollIntoView({ block: 'nearest' }); const { x, y, width, height } = el.getBoundingClientRect(); return [Math.floor(x + Math.min(width / 2, 20)), Math.floor(y + height / 2)] })(${find(selector)})`,
      )) as [number, number]
      const clicks = Array(count).fill([
        { type: 'pointerDown', button: 0 },
        { type: 'pointerUp', button: 0 },
      ])
      await tab.perform({
        type: 'pointer',
        id: 'mouse',
        actions: [{ type: 'pointerMove', x, y, duration: 0 }, ...clicks.flat()],
      })
    },
    focus: async selector => {
      await tab.run(`${find(selector)}.focus()`)
    },
    press,
    hold: async key => {
      await keys(...Array(5).fill(['keyDown', key]), ['keyUp', key])
    },
    type: async text => {
      for (const key of text) await press(key)
    },
    run: script => tab.run(script),
    told: () => recorder.toldBy(tab.run),
    close: () => tab.close(),
  }
}
