// Runs the steps of `npm test`, those together that may be, counts, and says at the end what failed and what did not run.
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

/** Runs a command with its output going straight through; resolves to whether it ended with 0. */
export function run(command, args, env = {}) {
  return new Promise(resolve => {
    const child = spawn(command, args, { stdio: 'inherit', env: { ...process.env, ...env } })
    child.on('error', error => {
      console.error(error.message)
      resolve(false)
    })
    child.on('close', code => resolve(code === 0))
  })
}

/** A tool from node_modules, by the name npm gives it. */
export const tool = (name, ...args) => run(path.resolve('node_modules/.bin', name), args)

/** Runs the given vitest projects, or only some of their files; every test counts, and so does a file that could not be loaded. */
export async function vitest(projects, env = {}, files = []) {
  const folder = mkdtempSync(path.join(tmpdir(), 'sojourn-vitest-'))
  const report = path.join(folder, 'report.json')
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const only = projects.map(project => `--project=${project}`)
  const ok = await run(path.resolve('node_modules/.bin/vitest'), ['run', ...files, ...only, ...reporters], env)
  const reports = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')).testResults : []
  rmSync(folder, { recursive: true, force: true })
  const count = { passed: 0, failed: 0, notRun: [] }
  for (const file of reports) {
    const tests = file.assertionResults
    for (const test of tests) {
      if (test.status === 'passed') count.passed++
      else if (test.status === 'failed') count.failed++
      else count.notRun.push(`${path.relative('.', file.name)}: ${test.fullName} (${test.status})`)
    }
    if (file.status === 'failed' && !tests.some(test => test.status === 'failed')) count.failed++
  }
  // An error outside of any test, or no report at all.
  if (!ok && !count.failed) count.failed = 1
  return count
}

const seconds = since => `${((Date.now() - since) / 1000).toFixed(1)} s`

/** One step, unless something that it needs is broken. */
async function runStep(step, broken) {
  const began = Date.now()
  const missing = (step.needs ?? []).filter(need => broken.has(need))
  console.log(`\n── ${step.name} · ${step.title}`)
  let result
  if (missing.length) {
    result = { passed: 0, failed: 1, notRun: [`${step.name}: ${missing.join(', ')} failed`] }
  } else {
    result = await step.run()
    if (typeof result === 'boolean') result = { passed: result ? 1 : 0, failed: result ? 0 : 1 }
  }
  const verdict = missing.length ? 'not run' : result.failed ? 'FAILED' : 'ok'
  const counts = result.passed + result.failed > 1 ? `${result.passed} passed, ${result.failed} failed` : ''
  console.log(`── ${step.name}: ${verdict}, ${seconds(began)}`)
  return {
    ...result,
    name: step.name,
    line: `${step.name.padEnd(10)} ${verdict.padEnd(8)} ${seconds(began).padStart(8)}  ${counts}`.trimEnd(),
  }
}

/**
 * steps: { name, title, needs?: names, beside?: true, run: async () => boolean | { passed, failed, notRun? } }.
 * A step that is `beside` runs at once with the one before it. A step whose needs failed does not run and counts as
 * failed. Returns the number of failures.
 */
export async function runSteps(steps) {
  const results = []
  const broken = new Set()
  const beginning = Date.now()
  for (let first = 0, next = 1; first < steps.length; first = next++) {
    while (steps[next]?.beside) next++
    const group = await Promise.all(steps.slice(first, next).map(step => runStep(step, broken)))
    for (const { name, failed } of group) if (failed) broken.add(name)
    results.push(...group)
  }
  const sum = what => results.reduce((all, result) => all + result[what], 0)
  const notRun = results.flatMap(result => result.notRun ?? [])
  console.log(`\n${results.map(({ line }) => line).join('\n')}`)
  console.log(`${'all'.padEnd(19)} ${seconds(beginning).padStart(8)}`)
  if (notRun.length) console.log(`\nNot run:\n${notRun.map(name => `  ${name}`).join('\n')}`)
  console.log(`\n${sum('passed')} passed, ${sum('failed')} failed`)
  return sum('failed')
}
