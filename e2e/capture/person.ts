import puppeteer, { type KeyInput, type Page } from 'puppeteer-core'
import { findAll } from '../../scripts/browsers.mjs'
import type { OpenFirefox } from '../support/firefox'
import type { Recorder } from './recorder'

const { chromium, firefox } = await findAll()
/** Nothing in it says that nobody looks. */
export const agent = (version: string) =>
  `Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${version.split('.')[0]}.0.0.0 Safari/537.36`

/** What one person's browser keeps, and the tabs in it. */
export interface Profile {
  newPage(): Promise<Page>
  close(): Promise<void>
}

/** One driver for both, so that each case is the same input: trusted, by the browser itself. */
export const engines: { engine: string; open: (worker: { firefox: OpenFirefox }) => Promise<Profile> }[] = [
  ...(chromium
    ? [
        {
          engine: 'Chromium',
          open: () =>
            puppeteer.launch({
              browser: 'chrome',
              executablePath: chromium.path,
              headless: true,
              // The page must survive in the back/forward cache, and its user agent must not say that nobody looks.
              ignoreDefaultArgs: ['--disable-back-forward-cache'],
              args: [
                `--user-agent=${agent(chromium.version)}`,
                '--host-resolver-rules=MAP *.test 127.0.0.1',
                ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
              ],
            }),
        },
      ]
    : []),
  ...(firefox
    ? [
        {
          engine: 'Firefox',
          open: async ({ firefox }: { firefox: OpenFirefox }) => (await firefox()).createBrowserContext(),
        },
      ]
    : []),
]

/** Somebody with a mouse and a keyboard. `x-a >> button` looks into the shadow root of x-a. */
export function handsOn(page: Page, recorder: Recorder) {
  const place = (selector: string) =>
    page.evaluate(path => {
      let root: Document | ShadowRoot | null = document
      let el: Element | null = null
      for (const step of path) {
        el = (root as Document | ShadowRoot).querySelector(step)
        root = el?.shadowRoot ?? null
      }
      if (!el) throw new Error(`nothing at ${path.join(' >> ')}`)
      el.scrollIntoView({ block: 'nearest' })
      const { x, y, width, height } = el.getBoundingClientRect()
      return { x: x + Math.min(width / 2, 20), y: y + height / 2 }
    }, selector.split(' >> '))
  const click = async (selector: string, options?: { button?: 'middle' | 'right'; count?: number }) => {
    const { x, y } = await place(selector)
    await page.mouse.click(x, y, options)
  }
  return {
    page,
    goto: (path: string) => page.goto(recorder.url + path, { waitUntil: 'load' }),
    click,
    focus: (selector: string) =>
      page.evaluate(path => {
        let root: Document | ShadowRoot = document
        for (const step of path.slice(0, -1)) root = root.querySelector(step)?.shadowRoot as ShadowRoot
        root.querySelector<HTMLElement>(path.at(-1) as string)?.focus()
      }, selector.split(' >> ')),
    press: (key: KeyInput) => page.keyboard.press(key),
    /** The key stays down long enough to repeat. */
    hold: async (key: KeyInput, pause = 0) => {
      for (let i = 0; i < 5; i++) {
        await page.keyboard.down(key)
        if (pause) await page.evaluate(ms => new Promise(done => setTimeout(done, ms)), pause)
      }
      await page.keyboard.up(key)
    },
    type: (text: string) => page.keyboard.type(text),
    run: (script: string) => page.evaluate(script),
    told: () => recorder.toldBy(script => page.evaluate(script)),
    close: () => page.close(),
  }
}

export type Person = ReturnType<typeof handsOn>

/** Somebody who opens a tab. */
export const meet = async (profile: Profile, recorder: Recorder): Promise<Person> =>
  handsOn(await profile.newPage(), recorder)
