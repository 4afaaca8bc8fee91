import { randomUUID } from 'node:crypto'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'

/** Files of the store that somebody is about to read and delete. The only folder that its SQL may write to. */
export const scratchOf = (dataDir: string): string => join(dataDir, 'exports')

/** Empty: what a process that died left there is of no use to anybody. */
export async function makeScratch(dataDir: string): Promise<void> {
  await rm(scratchOf(dataDir), { recursive: true, force: true })
  await mkdir(scratchOf(dataDir), { recursive: true })
}

export const scratchFile = (dataDir: string, format: string): string =>
  join(scratchOf(dataDir), `${randomUUID()}.${format}`)
