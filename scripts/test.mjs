// npm test: everything that must hold, in the order in which a mistake is cheapest to find.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { findAll } from './browsers.mjs'
import { ensureChromium } from './install-browsers.mjs'
import { run, runSteps, tool, vitest } from './steps.mjs'

process.chdir(fileURLToPath(new URL('..', import.meta.url)))

const FOCUS = /\b(test|it|describe|suite|bench)\b(\.\w+)*\.(only|skip|todo|skipIf|runIf)\b/

/** A forgotten focus or skip would make the last line a lie. */
function checkFocus() {
  const folders = ['test', 'e2e', 'collector', 'demo', 'bench'].filter(existsSync)
  const files = folders.flatMap(folder =>
    readdirSync(folder, { recursive: true })
      .map(name => `${folder}/${name}`)
      .filter(name => /\.(test|e2e|ch)\.[cm]?[jt]sx?$/.test(name) && !/(^|\/)(node_modules|dist)\//.test(name)),
  )
  const found = files.flatMap(file =>
    readFileSync(file, 'utf8')
      .split('\n')
      .flatMap((line, i) => (FOCUS.test(line) ? [`${file}:${i + 1}: ${line.trim()}`] : [])),
  )
  console.log(found.length ? found.join('\n') : `${files.length} test files, none focused, none skipped`)
  return found.length === 0
}

const TYPED = [
  'tsconfig.json',
  'test/types/tsconfig.json',
  'e2e/tsconfig.json',
  'collector/tsconfig.json',
  'collector/page/tsconfig.json',
]

/** All at once: each is one thread. */
async function checkTypes() {
  const configs = TYPED.filter(existsSync)
  console.log(configs.join(' '))
  return (await Promise.all(configs.map(config => tool('tsc', '--noEmit', '-p', config)))).every(Boolean)
}

async function build() {
  const sdk = await tool('rollup', '-c', '--silent')
  const collector = await run('npm', ['run', '--silent', 'build', '-w', 'sojourn-collector'])
  return sdk && collector
}

async function endToEnd() {
  const chromium = await ensureChromium()
  if (!chromium) return { passed: 0, failed: 1, notRun: ['e2e: no Chromium'] }
  const found = await findAll()
  const absent = Object.keys(found).filter(engine => !found[engine])
  const result = await vitest(['e2e', 'e2e-alone'], { CHROMIUM_PATH: chromium.path })
  result.notRun.push(...absent.map(engine => `engine ${engine}: not installed (npm run test:engines installs it)`))
  return result
}

// Biome colours what is written to a file too.
const plain = process.stdout.isTTY ? [] : ['--colors=off']

// What is a thread or two, or waits for disks: together they fill the cores that one after the other would leave idle.
const STEPS = [
  { name: 'focus', title: 'no test is focused or skipped', run: async () => checkFocus() },
  { name: 'lint', title: 'biome', run: () => tool('biome', 'ci', ...plain, '.') },
  { name: 'types', title: 'tsc', beside: true, run: checkTypes },
  { name: 'build', title: 'rollup, collector, report page', beside: true, run: build },
  { name: 'unit', title: 'vitest: SDK, collector', needs: [], run: () => vitest(['sdk', 'collector']) },
  {
    name: 'size',
    title: 'the built files against bench/budget.json',
    beside: true,
    needs: ['build'],
    run: () => run('node', ['scripts/size.mjs']),
  },
  {
    name: 'ship',
    title: 'what npm would publish',
    beside: true,
    needs: ['build'],
    run: () => run('node', ['scripts/ship.mjs']),
  },
  { name: 'e2e', title: 'real browsers, a real collector', needs: ['build'], run: endToEnd },
]

const HELP = `npm test [-- --only ${STEPS.map(step => step.name).join(',')}]
${STEPS.map(step => `  ${step.name.padEnd(8)} ${step.title}`).join('\n')}
One test file: npx vitest run test/session.test.ts    One project: npx vitest --project sdk`

const args = process.argv.slice(2)
if (args.includes('--help') || args.includes('-h')) {
  console.log(HELP)
  process.exit(0)
}
const only =
  args[0] === '--only'
    ? (args[1] ?? '').split(',')
    : args[0]?.startsWith('--only=')
      ? args[0].slice(7).split(',')
      : null
const unknown = only?.filter(name => !STEPS.some(step => step.name === name)) ?? args
if (unknown.length) {
  console.error(`Not a step: ${unknown.join(' ') || '(nothing)'}\n${HELP}`)
  process.exit(2)
}
const failures = await runSteps(STEPS.filter(step => !only || only.includes(step.name)))
process.exitCode = failures ? 1 : 0
