// @vitest-environment node
import { request } from 'node:http'
import { expect, test } from 'vitest'
import type { Summary } from '../src/api.js'
import { readScope } from '../src/reports/scope.js'
import { batch, send } from './batches.js'
import { collector, tempDir } from './collector.js'
import { openTestStore } from './store.js'

test('what nobody waits for any more is not read, and who asks next is answered', async () => {
  const store = await openTestStore(await tempDir())
  const read = readScope(new URLSearchParams(), Date.now())
  if (!read.ok) throw new Error(read.reason)
  const asker = new AbortController()
  const reports = store.reportsFor(asker.signal)
  // More than are read at once: some are under way when the asker goes, the others wait.
  const asked = Array.from({ length: 12 }, () => reports.summary(read.scope))
  asker.abort()
  const answered = await Promise.allSettled(asked)
  expect(answered.map(({ status }) => status)).toEqual(asked.map(() => 'rejected'))
  expect(await store.reports.summary(read.scope)).toMatchObject({ sessions: 0 })
  await store.close()
})

test('a report whose asker hung up is no failure, and its place is free', async () => {
  const { url, api, lines } = await collector()
  await send(url, batch())
  const hungUp = Array.from(
    { length: 20 },
    () =>
      new Promise<void>(resolve => {
        const asking = request(`${url}/api/summary`).on('error', () => resolve())
        asking.on('close', () => resolve())
        asking.end(() => asking.destroy())
      }),
  )
  await Promise.all(hungUp)
  expect(await api<Summary>('summary')).toMatchObject({ sessions: 1 })
  expect(lines).toEqual([])
})
