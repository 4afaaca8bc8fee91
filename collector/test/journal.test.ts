// @vitest-environment node
import { appendFile, copyFile, type FileHandle, open, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { readScope } from '../src/reports/scope.js'
import { createDuckStore } from '../src/store/duckdb.js'
import { DAMAGED, JOURNALS, type Journal, openJournal } from '../src/store/journal.js'
import { decode, encode } from '../src/store/record.js'
import { emptyGroup, type Group } from '../src/store/store.js'
import { tempDir } from './collector.js'

const mark = (doc: string) => ({ site: 's', doc, received: 5, high: 1, dropped: 0, duplicates: 0, bots: 0 })
const group = (doc: string): Group => ({ ...emptyGroup(), marks: [mark(doc)] })
const docsIn = (entries: { group: Group }[]) => entries.flatMap(entry => entry.group.marks.map(({ doc }) => doc))

type Fault = 'appendFile' | 'datasync' | 'truncate'

/** A journal in the folder as a start finds it. What is in `faults` fails; an append that fails has written a half. */
async function opened(dir: string, taken = 0): Promise<{ journal: Journal; left: string[]; faults: Set<Fault> }> {
  const faults = new Set<Fault>()
  const opening = async (...given: Parameters<typeof open>): Promise<FileHandle> => {
    const file = await open(...given)
    onTestFinished(() => file.close().catch(() => {}))
    const fail = (what: Fault) => Promise.reject(new Error(`${what}: no space`))
    return {
      readFile: file.readFile.bind(file),
      close: () => file.close(),
      async appendFile(bytes: Buffer) {
        if (!faults.has('appendFile')) return file.appendFile(bytes)
        await file.appendFile(bytes.subarray(0, bytes.length / 2))
        return fail('appendFile')
      },
      datasync: () => (faults.has('datasync') ? fail('datasync') : file.datasync()),
      truncate: (size: number) => (faults.has('truncate') ? fail('truncate') : file.truncate(size)),
    } as unknown as FileHandle
  }
  const { journal, left } = await openJournal(dir, taken, opening)
  return { journal, left: docsIn(left), faults }
}

describe('An entry', () => {
  test('comes back from its line as it was', () => {
    const row = { site: 's', doc: 'ü\n"\u2028', seq: 1, session: null, tail: true, props: '{"a":"\\n"}', time: 1.5 }
    const more = { ...row, doc: '\u0000', tail: false, time: -1 }
    const events = [row, row, more, row] as unknown as Group['events']
    const merges = [{ site: 's', loser: 'a', winner: 'b' }]
    const [back, ...others] = decode(encode({ number: 7, group: { ...emptyGroup(), events, merges } }))
    expect(others).toEqual([])
    expect(back?.number).toBe(7)
    expect(back?.group.events).toMatchObject(events)
    expect(back?.group).toMatchObject({ items: [], marks: [], rejected: [], merges })
  })

  test('torn off at any byte is not there, and the one before it is', () => {
    const first = encode({ number: 1, group: group('one') })
    const second = encode({ number: 2, group: group('two') })
    for (let cut = 0; cut < second.length; cut++) expect(docsIn(decode(first + second.slice(0, cut)))).toEqual(['one'])
    expect(docsIn(decode(first + second))).toEqual(['one', 'two'])
  })

  test('of which a page never reached the disk is not there', () => {
    const line = encode({ number: 1, group: group('some-document') })
    expect(decode(line.replace('some', '\u0000\u0000\u0000\u0000'))).toEqual([])
  })
})

describe('The journal', () => {
  test('is read in the order of its entries, from both files, but for what the database holds', async () => {
    const dir = await tempDir()
    const { journal } = await opened(dir)
    for (const doc of ['1', '2', '3']) {
      await journal.append(group(doc))
      await journal.turn()
      await journal.append(group(`${doc}b`))
      if (doc === '1') await journal.forget(1)
    }
    expect((await opened(dir)).left).toEqual(['1b', '2', '2b', '3', '3b'])
    expect((await opened(dir, 4)).left).toEqual(['3', '3b'])
  })

  test('goes on counting where it was, also when nothing is left of it', async () => {
    const dir = await tempDir()
    const first = await opened(dir, 41)
    expect((await first.journal.append(group('one'))).number).toBe(42)
    expect((await (await opened(dir, 41)).journal.append(group('two'))).number).toBe(43)
  })

  test('does not grow onto a torn end', async () => {
    const dir = await tempDir()
    await (await opened(dir)).journal.append(group('one'))
    for (const name of JOURNALS) await appendFile(join(dir, name), '{"number":2,"marks":{"doc":[1,"to')
    const { journal, left } = await opened(dir)
    expect(left).toEqual(['one'])
    await journal.append(group('two'))
    expect((await opened(dir)).left).toEqual(['one', 'two'])
  })

  test('empties the file of which the database holds everything, and no other', async () => {
    const dir = await tempDir()
    const { journal } = await opened(dir)
    await journal.append(group('one'))
    await journal.turn()
    const second = await journal.append(group('two'))
    await journal.forget(1)
    expect((await opened(dir)).left).toEqual(['two'])
    await journal.forget(second.number)
    const sizes = await Promise.all(JOURNALS.map(async name => (await readFile(join(dir, name))).length))
    expect(sizes).toEqual([0, 0])
  })

  test('leaves no file when it closes with nothing in it', async () => {
    const dir = await tempDir()
    const { journal } = await opened(dir)
    await journal.append(group('one'))
    expect(await readdir(dir)).toHaveLength(2)
    await journal.forget(1)
    await journal.close()
    expect(await readdir(dir)).toEqual([])
  })
})

describe('An append that fails', () => {
  test.each<Fault>(['appendFile', 'datasync'])('in %s leaves nothing, and the next one is whole', async fault => {
    const dir = await tempDir()
    const { journal, faults } = await opened(dir)
    await journal.append(group('one'))
    faults.add(fault)
    await expect(journal.append(group('lost'))).rejects.toThrow(/E_DATA.*no space/)
    expect((await opened(dir)).left).toEqual(['one'])
    faults.clear()
    await journal.append(group('two'))
    expect((await opened(dir)).left).toEqual(['one', 'two'])
  })

  test('and cannot be taken back keeps everything out until it can, in either file', async () => {
    const dir = await tempDir()
    const { journal, faults } = await opened(dir)
    await journal.append(group('one'))
    faults.add('datasync').add('truncate')
    await expect(journal.append(group('lost'))).rejects.toThrow('E_DATA')
    faults.delete('datasync')
    await journal.turn()
    await expect(journal.append(group('early'))).rejects.toThrow('E_DATA')
    faults.clear()
    await journal.append(group('two'))
    expect((await opened(dir)).left).toEqual(['one', 'two'])
  })
})

describe('A journal that was damaged after it was written', () => {
  const entry = (number: number) => encode({ number, group: group(`${number}`) })
  const damaged = entry(2).replace('"2"', '"\u0000')

  test('gives what is whole, tells how much is not, and is kept as it was found', async () => {
    const dir = await tempDir()
    const text = entry(1) + damaged + entry(3)
    await writeFile(join(dir, JOURNALS[0] as string), text)
    const said: string[] = []
    const store = await createDuckStore(dir, { onDamage: error => said.push(error.message) })
    onTestFinished(() => store.close())
    // Each document has said that it had one event, and none of them is there.
    const read = readScope(new URLSearchParams('from=0'), 10)
    if (!read.ok) throw new Error(read.reason)
    expect(await store.reports.delivery(read.scope)).toMatchObject({ missing: 2 })
    expect(said).toEqual([expect.stringMatching(/E_DATA.* 1 of the commits .*cannot be read/)])
    expect(await readFile(join(dir, JOURNALS[0] + DAMAGED), 'utf8')).toBe(text)
  })

  test('is whole if only its end is torn, or the database holds what is not', async () => {
    const dir = await tempDir()
    await writeFile(join(dir, JOURNALS[0] as string), damaged + entry(3) + entry(4).slice(0, -9))
    const { missing } = await openJournal(dir, 2)
    expect([missing, await readdir(dir)]).toEqual([0, JOURNALS])
  })
})

test('A copy of the file is enough to have its entries', async () => {
  const [dir, backup] = [await tempDir(), await tempDir()]
  await (await opened(dir)).journal.append(group('one'))
  for (const name of JOURNALS) await copyFile(join(dir, name), join(backup, name))
  expect((await opened(backup)).left).toEqual(['one'])
})
