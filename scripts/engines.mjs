// npm run test:engines: the suite that runs in Chromium, Firefox and WebKit, insisting on all three.
import { fileURLToPath } from 'node:url'
import { ensureAll } from './install-browsers.mjs'
import { runSteps, vitest } from './steps.mjs'

process.chdir(fileURLToPath(new URL('..', import.meta.url)))

const found = await ensureAll()
const steps = Object.entries(found).map(([engine, there]) => ({
  name: engine,
  title: there?.version ?? there?.browser ?? 'not found',
  run: () => (there ? vitest(['e2e'], { SOJOURN_ENGINES: engine }, ['e2e/engines.e2e.ts']) : false),
}))
process.exitCode = (await runSteps(steps)) ? 1 : 0
