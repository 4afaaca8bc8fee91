import { randomUUID } from 'node:crypto'
import { mkdir, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** Files of the store that somebody is about to read and delete. The only folder that its SQL may write to. */
export const scratchOf = (dataDir: string): string => join(dataDir, 'exports')

/** Empty: what a process that died left there is of no use to anybody. Only for whoever has the data to itself. */
export async function makeScratch(dataDir: string): Promise<void> {
  await rm(scratchOf(dataDir), { recursive: true, force: true })
  await makeFolder(scratchOf(dataDir))
}

/** With those above it. Node's `recursive` tries for ever where a folder takes none, like /proc. */
export async function makeFolder(folder: string): Promise<void> {
  if (await isFolder(folder)) return
  const above = dirname(folder)
  if (above !== folder) await makeFolder(above)
  await mkdir(folder).catch(async error => {
    // Somebody else was faster.
    if (!(await isFolder(folder))) throw error
  })
}

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    found => found.isDirectory(),
    () => false,
  )

export const scratchFile = (dataDir: string, format: string): string =>
  join(scratchOf(dataDir), `${randomUUID()}.${format}`)
