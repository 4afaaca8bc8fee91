// @vitest-environment node
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import type { Delivery, SessionRow } from '../src/api.js'
import { runImport } from '../src/commands/import.js'
import { batch, event, events, NOON } from './batches.js'
import { collector, tempDir } from './collector.js'
import { DAY, makeDay, SITE } from './day.js'
import { run } from './process.js'
import { storeDay } from './storedDay.js'

// Processes start; on a loaded machine each takes its time.
vi.setConfig({ testTimeout: 90_000 })

const PERIOD = `site=${SITE}&from=${DAY.from}&to=${DAY.to}`

async function logOf(lines: unknown[]): Promise<string> {
  const file = join(await tempDir(), 'batches.ndjson')
  await writeFile(file, lines.map(line => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n'))
  return file
}

const fileIn = (dataDir: string) => ({ dataDir, store: null, cluster: null })

const command = async (...args: string[]) => {
  const ran = run(args)
  const { code } = await ran.exited
  return { code, output: ran.output() }
}

describe('sojourn-collector import', () => {
  test('gives the same reports as the batches that were sent', async () => {
    const dataDir = await tempDir()
    const ran = await command('import', await logOf(makeDay()), '--data', dataDir)
    expect([ran.code, ran.output]).toEqual([0, expect.stringContaining('16 lines, 74 events taken, 0 held already')])
    const [imported, sent] = [await collector({ dataDir, keep: 0 }), await storeDay()]
    for (const report of ['summary', 'pages', 'sessions', 'carts', 'funnel', 'clicks', 'forms']) {
      const path = `${report}?${PERIOD}`
      // Its device is told by the screen alone: a log holds no user agent.
      expect(await imported.api(path)).toEqual(await sent.api(path))
    }
    await sent.close()
  })

  test('run again takes nothing twice, however long ago it was sent', async () => {
    const dataDir = await tempDir()
    const old = batch({ sent: NOON - 90 * 86_400_000, events: events(1, 3, { time: NOON - 90 * 86_400_000 }) })
    const file = await logOf([old, batch({ events: events(1, 2) })])
    expect(await runImport({ place: fileIn(dataDir), file, say: () => {} })).toMatchObject({
      lines: 2,
      events: 5,
      duplicates: 0,
    })
    expect(await runImport({ place: fileIn(dataDir), file, say: () => {} })).toMatchObject({
      lines: 2,
      events: 0,
      duplicates: 5,
    })
    const { api } = await collector({ dataDir, keep: 0 })
    // Received when it was sent: neither late nor out of its period.
    expect(await api<Delivery>(`delivery?from=${NOON - 91 * 86_400_000}&to=${NOON - 89 * 86_400_000}`)).toMatchObject({
      received: 3,
      missing: 0,
      late: { minute: 0 },
    })
  })

  test('that was killed in the middle loses nothing when it is run again', async () => {
    const dataDir = await tempDir()
    const lines = Array.from({ length: 3000 }, (_, i) => batch({ events: events(1, 5, { session: `s-${i}` }) }))
    const file = await logOf(lines)
    const first = run(['import', file, '--data', dataDir])
    // It tells how far it is; what was told was taken.
    await Promise.race([
      first.exited,
      new Promise<void>(resolve =>
        first.child.stderr?.on('data', () => / [1-9]\d* events taken/.test(first.output()) && resolve()),
      ),
    ])
    first.child.kill('SIGKILL')
    await first.exited
    // A collector that starts on the half knows all that is there, derived tables included.
    const half = await collector({ dataDir, keep: 0 })
    const { received } = await half.api<Delivery>('delivery')
    expect(await half.api<SessionRow[]>('sessions?limit=100000')).toHaveLength(received / 5)
    await half.close()
    const again = await runImport({ place: fileIn(dataDir), file, say: () => {} })
    expect([again.events + again.duplicates, again.duplicates]).toEqual([15_000, received])
    const { api } = await collector({ dataDir, keep: 0 })
    expect(await api<Delivery>('delivery')).toMatchObject({ received: 15_000, missing: 0 })
  })

  test('names the lines that are no batch, takes the rest and exits with 1', async () => {
    const dataDir = await tempDir()
    const file = await logOf([
      batch({ events: [event(1), event(2, { name: 'NO' })] }),
      'no json',
      '',
      { v: 2 },
      `"${'x'.repeat(70_000)}"`,
    ])
    const { code, output } = await command('import', file, '--data', dataDir)
    expect(code).toBe(1)
    expect(output).toContain('line 2: the body is not a JSON object')
    expect(output).toContain('line 4: v: only wire format 1 is understood')
    expect(output).toContain('5 lines, 1 events taken, 0 held already, 1 refused, 3 bad lines')
    expect(output).toMatch(/^\[collector E_LINES\] .*: 2, 4, 5$/m)
  })
})

describe('sojourn-collector export', () => {
  test('writes what the collector would have sent', async () => {
    const dataDir = await tempDir()
    await runImport({ place: fileIn(dataDir), file: await logOf(makeDay()), say: () => {} })
    const out = join(await tempDir(), 'pages.csv')
    const period = ['--from', '2026-06-01', '--to', '2026-06-02T00:00:00Z', '--site', SITE]
    expect(await command('export', 'pages', '--out', out, '--data', dataDir, ...period)).toEqual({
      code: 0,
      output: '',
    })
    const { url } = await collector({ dataDir, keep: 0 })
    expect(await readFile(out, 'utf8')).toBe(await (await fetch(`${url}/api/pages?${PERIOD}&format=csv`)).text())
  })

  test('writes raw tables of all that is kept', async () => {
    const dataDir = await tempDir()
    await runImport({ place: fileIn(dataDir), file: await logOf(makeDay()), say: () => {} })
    const out = join(await tempDir(), 'events.csv')
    expect((await command('export', 'events', '--out', out, '--data', dataDir)).code).toBe(0)
    expect((await readFile(out, 'utf8')).trim().split('\n')).toHaveLength(1 + 74)
    expect((await command('export', 'events', '--out', `${out}.parquet`, '--data', dataDir)).code).toBe(0)
    expect((await readFile(`${out}.parquet`)).subarray(0, 4).toString()).toBe('PAR1')
  })

  test.each([
    [['everything', '--out', 'x.csv'], /E_OPTION.*expected one of events, items, sessions/],
    [['events', '--out', 'x.xlsx'], /E_OPTION.*\.csv or \.parquet/],
    [['events', '--out', 'x.csv', '--from', 'yesterday'], /E_OPTION.*--from yesterday/],
    [['pages', '--out', 'x.csv', '--device', 'toaster'], /E_OPTION.*device/],
    [['funnel', '--out', 'x.csv', '--steps', '!'], /E_OPTION.*--steps/],
    [['pages', '--out', 'nowhere/x.csv'], /E_OPTION.*--out nowhere\/x.csv: cannot be written/],
    [['events', '--out', 'nowhere/x.csv'], /E_OPTION.*--out nowhere\/x.csv: cannot be written/],
    [['pages', '--out', 'x.csv', '--data', 'nowhere'], /E_OPTION.*there is no data in .*nowhere/],
  ])('refuses %j in one line', async (args, said) => {
    const dataDir = await tempDir()
    await runImport({ place: fileIn(dataDir), file: await logOf(makeDay()), say: () => {} })
    const { code, output } = await command('export', '--data', dataDir, ...args)
    expect(code).toBe(1)
    expect(output.trim()).toMatch(said)
    expect(output.trim().split('\n')).toHaveLength(1)
  })
})
