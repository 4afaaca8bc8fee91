// @vitest-environment node
import { createServer } from 'node:http'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { tempDir } from './collector.js'
import { run, runCollector } from './process.js'

// Processes start and many answers are waited for; on a loaded machine each takes its time.
vi.setConfig({ testTimeout: 90_000 })

async function failure(args: string[], env?: Record<string, string>): Promise<string> {
  const command = run(args, env)
  expect((await command.exited).code).toBe(1)
  // A busy machine takes longer than a second, and hears so.
  return command
    .output()
    .replace(/^opening the data, \d+ s\n/gm, '')
    .trim()
}

describe('sojourn-collector', () => {
  test('tells its options and its version', async () => {
    const help = run(['--help'])
    expect((await help.exited).code).toBe(0)
    for (const option of [
      '--port',
      '--host',
      '--data',
      '--site',
      '--origin',
      '--token',
      '--keep',
      '--rate',
      '--memory',
      '--threads',
      'import',
      'export',
    ]) {
      expect(help.output()).toContain(option)
    }
    const version = run(['--version'])
    expect((await version.exited).code).toBe(0)
    expect(version.output()).toMatch(/^\d+\.\d+\.\d+\n$/)
  })

  test('says in one line that the port is in use', async () => {
    const other = createServer()
    await new Promise<void>(resolve => other.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void other.close())
    const { port } = other.address() as { port: number }
    expect(await failure(['--port', String(port), '--host', '127.0.0.1', '--data', await tempDir()])).toBe(
      `[collector E_PORT_BUSY] port ${port} is in use: stop the other process, or take another with --port`,
    )
  })

  test('says in one line that another process has the data', async () => {
    const dataDir = await tempDir()
    await runCollector(['--data', dataDir])
    expect(await failure(['--port', '0', '--data', dataDir])).toMatch(
      /^\[collector E_DATA_BUSY\] another process uses .*$/,
    )
  })

  // Below a file there is no folder, and /proc takes none.
  test.each([`${process.execPath}/nowhere`, '/proc/nowhere/below'])(
    'says in one line that %s cannot be used',
    async folder => {
      expect(await failure(['--port', '0', '--data', folder])).toMatch(/^\[collector E_DATA\] cannot use .*nowhere.*$/)
    },
  )

  test.each([
    ['--port', 'eighty', 'E_PORT'],
    ['--origin', 'shop.example', 'E_OPTION'],
    ['--keep', '3 weeks', 'E_OPTION'],
    ['--rate', 'fast', 'E_OPTION'],
    ['--nonsense', 'x', 'E_OPTION'],
    ['--memory', '1', 'E_OPTION'],
    ['--threads', 'all', 'E_OPTION'],
    ['--token', '', 'E_OPTION'],
    // Node itself would say this in three lines.
    ['--rate', '-1', 'E_OPTION'],
    ['--cluster', 'main', 'E_OPTION'],
    ['start', '--port', 'E_OPTION'],
    ['export', 'events', 'E_OPTION'],
    ['import', 'nowhere.ndjson', 'E_OPTION'],
  ])('refuses %s %s', async (option, value, code) => {
    expect(await failure([option, value])).toMatch(new RegExp(`^\\[collector ${code}\\] .*$`))
  })

  test.each([
    ['export', 'events', '--out', 'events.csv'],
    ['import', process.argv[1] ?? ''],
  ])('%s does not take a file for the store that the environment names', async (...args) => {
    expect(await failure(args, { SOJOURN_STORE: 'clickhouse://127.0.0.1:1' })).toMatch(
      /^\[collector E_STORE\] .*127\.0\.0\.1:1.* does not answer/,
    )
  })

  test('refuses a folder and a store together', async () => {
    const both = ['--data', 'folder', '--store', 'clickhouse://127.0.0.1:1']
    for (const command of [[], ['import', 'batches.ndjson'], ['export', 'pages', '--out', 'pages.csv']]) {
      expect(await failure([...command, ...both])).toMatch(
        /^\[collector E_OPTION\] --data folder and --store: expected one.*$/,
      )
    }
  })

  test.each([
    ['PORT', 'eighty', 'E_PORT'],
    ['SOJOURN_KEEP', '3 weeks', 'E_OPTION'],
    ['SOJOURN_MEMORY', 'much', 'E_OPTION'],
  ])('says which variable is wrong: %s', async (variable, text, code) => {
    expect(await failure([], { [variable]: text })).toMatch(
      new RegExp(`^\\[collector ${code}\\] ${variable} ${text}: expected .*$`),
    )
  })

  test('reads the environment, and arguments win', async () => {
    const dataDir = await tempDir()
    const env = { PORT: '1', DATA_DIR: dataDir, SOJOURN_TOKEN: 'sesame', SOJOURN_SITES: 'a.example, b.example' }
    const { url } = await runCollector([], env)
    expect((await fetch(`${url}/api/summary`)).status).toBe(401)
    const send = (site: string) =>
      fetch(`${url}/collect`, { method: 'POST', body: JSON.stringify({ v: 1, site, doc: 'd', events: [] }) })
    expect((await send('b.example')).status).toBe(204)
    expect((await send('c.example')).status).toBe(403)
  })
})
