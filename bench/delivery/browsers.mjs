// One face for the three browsers: `page()` opens a window, which has `goto`, `run` (an expression), and `close`.
import { openWithPuppeteer } from './engines/puppeteer.mjs'
import { openWebKit } from './engines/webkit.mjs'

export const ENGINES = ['chromium', 'firefox', 'webkit']

export const openBrowser = engine => (engine === 'webkit' ? openWebKit() : openWithPuppeteer(engine))
