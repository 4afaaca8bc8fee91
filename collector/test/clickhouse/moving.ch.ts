// The commands `import` and `export`, with ClickHouse in the place of the file.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { makeDay } from '../day.js'
import { run } from '../process.js'
import { startSingle } from './servers.mjs'

// Some twenty processes start; on a loaded machine each takes its time.
vi.setConfig({ testTimeout: 400_000 })

let server: Awaited<ReturnType<typeof startSingle>>
let dir: string
beforeAll(async () => {
  ;[server, dir] = await Promise.all([startSingle(), mkdtemp(join(tmpdir(), 'sojourn-moving-'))])
  await writeFile(
    join(dir, 'day.ndjson'),
    makeDay()
      .map(one => JSON.stringify(one))
      .join('\n'),
  )
})
afterAll(async () => {
  await server?.stop()
  await rm(dir, { recursive: true, force: true })
})

const command = async (args: string[], env: Record<string, string> = {}) => {
  const ran = run(args, env)
  const { code } = await ran.exited
  return [code, ran.output()]
}

test('A log that is imported twice is held once, and comes out as from the file', async () => {
  const inFile = ['--data', join(dir, 'file')]
  const inServer = ['--store', `${server.store}/moved`]
  const log = join(dir, 'day.ndjson')
  const taken = [0, '16 lines, 74 events taken, 0 held already, 0 refused, 0 bad lines\n']
  expect(await command(['import', log, ...inServer])).toEqual(taken)
  expect(await command(['import', log, ...inServer])).toEqual([0, expect.stringContaining('0 events taken, 74 held')])
  await command(['import', log, ...inFile])
  for (const [name, sorted] of [
    ['events', true],
    ['items', true],
    ['sessions', true],
    ['pages', false],
    ['carts', false],
    ['delivery', false],
  ] as const) {
    const [one, other] = [join(dir, `${name}-file.csv`), join(dir, `${name}-server.csv`)]
    expect(await command(['export', name, '--out', one, ...inFile])).toEqual([0, ''])
    expect(await command(['export', name, '--out', other, ...inServer])).toEqual([0, ''])
    const lines = async (file: string) => {
      const [head, ...rows] = (await readFile(file, 'utf8')).trim().split('\n')
      return [head, ...(sorted ? rows.sort() : rows)]
    }
    const expected = await lines(one)
    expect(expected.length).toBeGreaterThan(1)
    // The second time was refused, and counted.
    const given = (await lines(other)).map(line =>
      name === 'delivery' ? line?.replace(/,74,0,0,,0,/, ',0,0,0,,0,') : line,
    )
    expect(given).toEqual(expected)
  }
})

test('The store of the environment is taken, unless a folder is named', async () => {
  const env = { SOJOURN_STORE: `${server.store}/moved` }
  const out = join(dir, 'sites.csv')
  expect(await command(['export', 'sites', '--out', out], env)).toEqual([0, ''])
  expect(await readFile(out, 'utf8')).toContain('shop.example')
  const [code, output] = await command(['export', 'sites', '--out', out, '--data', join(dir, 'empty')], env)
  expect([code, output]).toEqual([1, expect.stringMatching(/E_OPTION.*there is no data in .*empty/)])
})

test('A server that is not there is said in one line', async () => {
  const [code, output] = await command(['import', join(dir, 'day.ndjson'), '--store', 'clickhouse://127.0.0.1:1/x'])
  expect(code).toBe(1)
  expect(output).toMatch(/^\[collector E_STORE\] .* does not answer \(ECONNREFUSED\).*\n$/)
})
