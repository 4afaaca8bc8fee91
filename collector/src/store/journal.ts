import { copyFile, type FileHandle, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { collectorError } from '../errors.js'
import { createQueue } from './queue.js'
import { decode, type Entry, encode } from './record.js'
import type { Group } from './store.js'

/** Beside the database. Two: one is written to while what is in the other goes into the database. */
export const JOURNALS = ['sojourn.journal-a', 'sojourn.journal-b']
export const DAMAGED = '.damaged'

export interface Journal {
  /** Resolves with the entry when it is on the disk. Rejects with E_DATA when it is not: then nothing of it counts. */
  append(group: Group): Promise<Entry>
  /** What comes from now on goes to the other file, where that is free. */
  turn(): Promise<void>
  /** The database holds all up to this number: a file with nothing else is emptied, now or with the next. */
  forget(number: number): Promise<void>
  close(): Promise<void>
}

interface Part {
  path: string
  file: FileHandle
  /** Bytes that count, and the number of the last entry in them. */
  size: number
  last: number
  /** Behind them may be some of an entry that failed. */
  torn: boolean
}

/**
 * `taken`: the number of the last entry that the database holds. `left`: what it has to take yet. `missing`: so many more
 * were acknowledged and cannot be read; then the files as they were found lie beside them, with DAMAGED behind their names.
 */
export async function openJournal(
  dataDir: string,
  taken: number,
  openFile: typeof open = open,
): Promise<{ journal: Journal; left: Entry[]; missing: number }> {
  const found: Entry[] = []
  const parts: Part[] = []
  for (const name of JOURNALS) {
    const path = join(dataDir, name)
    const file = await openFile(path, 'a+')
    const text = await file.readFile('utf8')
    const entries = decode(text)
    found.push(...entries)
    const last = Math.max(taken, ...entries.map(({ number }) => number))
    const size = Buffer.byteLength(text.slice(0, text.lastIndexOf('\n') + 1))
    parts.push({ path, file, size, last, torn: true })
  }
  await syncFolder(dataDir)
  const left = found.filter(({ number }) => number > taken).sort((one, other) => one.number - other.number)
  // Numbers rise by one, and nothing is written behind an entry that failed.
  const missing = (left.at(-1)?.number ?? taken) - taken - left.length
  if (missing > 0) for (const { path } of parts) await copyFile(path, path + DAMAGED)
  let [current, other] = parts as [Part, Part]
  let next = Math.max(current.last, other.last) + 1
  const line = createQueue(1)

  async function mend(part: Part): Promise<void> {
    await part.file.truncate(part.size)
    part.torn = false
  }

  return {
    left,
    missing,
    journal: {
      append: group =>
        line.run(async () => {
          const entry = { number: next, group }
          const bytes = Buffer.from(encode(entry))
          try {
            if (current.torn) await mend(current)
            current.torn = true
            await current.file.appendFile(bytes)
            await current.file.datasync()
          } catch (error) {
            // Gives back the room, too. If it fails, it comes before whatever is written next.
            await mend(current).catch(() => {})
            throw collectorError('E_DATA', `cannot write (${error instanceof Error ? error.message : error})`, error)
          }
          current.torn = false
          current.size += bytes.length
          current.last = next++
          return entry
        }),
      turn: () =>
        line.run(async () => {
          if (other.size === 0 && !current.torn) [current, other] = [other, current]
        }),
      forget: number =>
        line.run(async () => {
          for (const part of parts) {
            if (part.size === 0 || part.last > number) continue
            part.size = 0
            part.torn = true
            await mend(part)
          }
        }),
      close: () =>
        line.run(async () => {
          for (const { file, path, size } of parts) {
            await file.close()
            if (size === 0) await rm(path, { force: true })
          }
        }),
    },
  }
}

/** A file that a folder does not know of yet is gone with the power, whatever was synced of it. */
async function syncFolder(folder: string): Promise<void> {
  // Windows opens no folders.
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
