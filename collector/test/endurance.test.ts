// @vitest-environment node
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test, vi } from 'vitest'

// Processes start, die and start again; on a loaded machine each takes its time.
vi.setConfig({ testTimeout: 180_000 })

/** The long runs of bench/collector, cut short: what they say, found to be right or not. */
const bench = async (script: string, ...args: string[]) => {
  const file = fileURLToPath(new URL(`../../bench/collector/${script}.mjs`, import.meta.url))
  return promisify(execFile)(process.execPath, [file, ...args]).then(
    ({ stdout }) => stdout,
    error => String(error.stdout || error),
  )
}

test('killed under load, three times over, it loses nothing acknowledged and counts nothing twice', async () => {
  expect(await bench('kill', '--rounds', '3')).toMatch(
    /^3 rounds, [1-9]\d+ events acknowledged: 0 lost, 0 held twice, 0 of 8 reports wrong, 0 bad exits\./,
  )
})

test('2 000 mangled bodies and headers do not bring it down, and a 2xx is kept', async () => {
  expect(await bench('fuzz', '--runs', '2000', '--seed', '7')).toMatch(
    /[1-9][\d,]+ events promised, 0 of them not held; 0 held twice, 0 held that were refused; .* 0 faults\./,
  )
})
