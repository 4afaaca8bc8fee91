// @vitest-environment node
// What the embedded store makes of its journal: with a real database, and folders as a power cut leaves them.
import { copyFile, cp, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { describe, expect, onTestFinished, test } from 'vitest'
import { collectorError } from '../src/errors.js'
import { prepare } from '../src/prepare.js'
import { createDuckStore } from '../src/store/duckdb.js'
import { openHandle } from '../src/store/handle.js'
import { JOURNALS } from '../src/store/journal.js'
import { putEntries } from '../src/store/put.js'
import { emptyGroup, type Group, type Store } from '../src/store/store.js'
import { validateBatch } from '../src/validate.js'
import { batch, events } from './batches.js'
import { tempDir } from './collector.js'

const limits = { memory: 256, threads: 1 }

/** A batch of three events as the collector commits it, in a session of its own. */
function groupOf(doc: string): Group {
  const validated = validateBatch(batch({ doc, events: events(1, 3, { session: `session-${doc}` }) }))
  if (!validated.ok) throw new Error(validated.reason)
  const { site, events: prepared } = prepare(validated.batch, {
    received: Date.now(),
    skew: 0,
    userAgent: '',
    bytes: 1,
  })
  const mark = { site, doc, received: Date.now(), high: 3, dropped: 0, duplicates: 1, bots: 0 }
  return { ...emptyGroup(), events: prepared.map(({ row }) => row), marks: [mark] }
}

async function openStore(dir: string): Promise<Store> {
  const store = await createDuckStore(dir, limits)
  onTestFinished(() => store.close())
  return store
}

/** What a report tells: events, and marks by the duplicates that each of them brought. */
async function delivery(store: Store) {
  const scope = { site: null, from: 0, to: 9e12, now: Date.now(), filters: {}, live: false, limit: 10, offset: 0 }
  const { received, duplicates, missing, rejected } = await store.reports.delivery(scope)
  return { received, duplicates, missing, rejected }
}

async function heldIn(store: Store): Promise<string[]> {
  const held: string[] = []
  await store.held(0, (doc, low, high) => held.push(`${doc} ${low}-${high}`))
  return held.sort()
}

/** The folder as it lies on the disk now. */
async function cutOff(dir: string): Promise<string> {
  const copy = await tempDir()
  await cp(dir, copy, { recursive: true })
  return copy
}

const journalSize = async (dir: string) => {
  const sizes = await Promise.all(JOURNALS.map(async name => (await readFile(join(dir, name))).length))
  return sizes.reduce((sum, size) => sum + size)
}

describe('After the power was cut', () => {
  test('what was committed is there once, whether the database had taken it or not', async () => {
    const dir = await tempDir()
    const store = await openStore(dir)
    await store.commit(groupOf('one'))
    await store.held(0, () => {})
    await store.commit(groupOf('two'))
    const cut = await cutOff(dir)
    expect(await journalSize(cut)).toBeGreaterThan(0)
    const again = await openStore(cut)
    expect(await delivery(again)).toEqual({ received: 6, duplicates: 2, missing: 0, rejected: 0 })
    expect(await heldIn(again)).toEqual(['one 1-3', 'two 1-3'])
  })

  test('an entry that the database had taken, and the journal not yet given up, is not taken again', async () => {
    const dir = await tempDir()
    const store = await openStore(dir)
    await store.commit(groupOf('one'))
    const before = await cutOff(dir)
    await store.held(0, () => {})
    expect(await journalSize(dir)).toBe(0)
    const cut = await cutOff(dir)
    for (const name of JOURNALS) await copyFile(join(before, name), join(cut, name))
    const again = await openStore(cut)
    expect(await delivery(again)).toEqual({ received: 3, duplicates: 1, missing: 0, rejected: 0 })
    expect(await journalSize(cut)).toBe(0)
  })

  test('twice, in the middle of taking it in: still once', async () => {
    const dir = await tempDir()
    await (await openStore(dir)).commit(groupOf('one'))
    const cut = await cutOff(dir)
    const first = await openStore(cut)
    await first.commit(groupOf('two'))
    const again = await openStore(await cutOff(cut))
    expect(await delivery(again)).toEqual({ received: 6, duplicates: 2, missing: 0, rejected: 0 })
  })
})

test('A transaction that failed at its end and was written all the same is not made again', async () => {
  const handle = await openHandle(await tempDir(), limits)
  onTestFinished(() => handle.close())
  const entries = [{ number: 1, group: groupOf('one') }]
  let failures = 0
  const failing: typeof handle = {
    ...handle,
    async transact(work, end) {
      const result = await handle.transact(work, end)
      if (failures++ === 1) throw collectorError('E_DATA', 'who knows')
      return result
    },
  }
  await expect(putEntries(failing, entries)).rejects.toThrow('who knows')
  const put = await putEntries(failing, [...entries, { number: 2, group: groupOf('two') }])
  expect(put.marks.map(({ doc }) => doc)).toEqual(['two'])
  const rows = await handle.read(async reader => (await reader.runAndReadAll('SELECT doc FROM events')).getRows())
  expect(rows).toHaveLength(6)
})

test('Rows that the database refuses stand in nobody’s way, and a refused event is told as rejected', async () => {
  const dir = await tempDir()
  const store = await openStore(dir)
  const group = groupOf('bad')
  const [first, second, third] = group.events
  if (!first || !second || !third || !group.marks[0]) throw new Error('no rows')
  group.events = [first, { ...second, page: 'x' as never }, third]
  group.marks = [{ ...group.marks[0], high: 1.5 }, group.marks[0]]
  await store.commit(group)
  await store.commit(groupOf('good'))
  expect(await delivery(store)).toEqual({ received: 5, duplicates: 2, missing: 0, rejected: 1 })
  // Accounted for: it is not asked for again.
  expect(await heldIn(store)).toEqual(['bad 1-3', 'good 1-3'])
  expect(await journalSize(dir)).toBe(0)
})

test('The journal is emptied while commits come without a pause', async () => {
  const dir = await tempDir()
  const store = await openStore(dir)
  let before = 0
  let size = 0
  for (let i = 0; size >= before && i < 2_000; i++) {
    before = size
    await store.commit(groupOf(`doc-${i}`))
    size = await journalSize(dir)
  }
  expect(size).toBeLessThan(before)
})

test('A session that is deleted is in no journal either', async () => {
  const dir = await tempDir()
  const store = await openStore(dir)
  await store.commit(groupOf('one'))
  expect(await store.forgetSession('session-one', null)).toBe(3)
  for (const name of JOURNALS) expect(await readFile(join(dir, name), 'utf8')).not.toContain('session-one')
})

test('A store that is closed leaves no journal, and whoever opens the database has everything', async () => {
  const dir = await tempDir()
  const store = await createDuckStore(dir, limits)
  await store.commit(groupOf('one'))
  await store.close()
  expect((await readdir(dir)).filter(name => name.includes('journal'))).toEqual([])
  const instance = await DuckDBInstance.create(join(dir, 'sojourn.duckdb'))
  const connection = await instance.connect()
  expect((await connection.runAndReadAll('SELECT doc FROM events')).getRows()).toHaveLength(3)
  // As a version before the journal had it.
  await connection.run('ALTER TABLE meta DROP COLUMN taken')
  connection.closeSync()
  instance.closeSync()
  const again = await openStore(dir)
  await again.commit(groupOf('two'))
  expect((await delivery(again)).received).toBe(6)
})

test('Much at once goes past the journal, and takes in what a killed collector left in it', async () => {
  const dir = await tempDir()
  await (await openStore(dir)).commit(groupOf('one'))
  const cut = await cutOff(dir)
  const before = await cutOff(cut)
  const bulk = await createDuckStore(cut, { ...limits, bulk: true })
  await bulk.commit(groupOf('two'))
  expect(await journalSize(cut)).toBe(0)
  await bulk.close()
  await rm(join(cut, 'exports'), { recursive: true, force: true })
  // As if it could not be emptied: it is known to be taken.
  for (const name of JOURNALS) await copyFile(join(before, name), join(cut, name))
  expect((await delivery(await openStore(cut))).received).toBe(6)
})
