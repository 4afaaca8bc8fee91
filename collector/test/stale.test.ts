// @vitest-environment node
// Reports that cannot be brought up to date are older than they could be, and whoever looks is told.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { answerReport } from '../src/reportRoutes.js'
import { createDeriver } from '../src/store/deriver.js'
import { emptyGroup } from '../src/store/store.js'
import { NOON } from './batches.js'
import { tempDir } from './collector.js'
import { openTestStore } from './store.js'

test('What cannot be derived is told each time, and since when, until it can be', async () => {
  let isBroken = true
  let isFull = false
  let time = NOON
  let derived = 0
  const failures: boolean[] = []
  const deriver = createDeriver(
    async () => {
      if (isBroken) throw new Error('out of range')
      derived++
    },
    () => time,
    async () => {
      if (isFull) throw new Error('no space left')
    },
    (_, isNew) => failures.push(isNew),
  )
  onTestFinished(deriver.stop)
  await deriver.refresh()
  deriver.touch({
    ...emptyGroup(),
    marks: [{ site: '', doc: 'd', received: 1, high: 1, dropped: 0, duplicates: 0, bots: 0 }],
  })
  time += 1000
  await deriver.refresh()
  time += 1000
  await deriver.refresh()
  expect([failures, deriver.asOf()]).toEqual([[true, false], NOON])
  isBroken = false
  await deriver.refresh()
  expect([failures.length, deriver.asOf(), derived]).toEqual([2, null, 1])
  // Nothing new has reached the database, which is why.
  isFull = true
  await deriver.refresh()
  expect([failures, deriver.asOf()]).toEqual([[true, false, true], NOON + 2000])
})

test('A report says of which moment it is, if that is not the present', async () => {
  const store = await openTestStore(await tempDir())
  const known: (number | null)[] = [NOON, null]
  let asOf: number | null = null
  const server = createServer((request, response) =>
    answerReport(request, response, new URL('/api/summary', 'http://localhost'), {
      store: {
        ...store,
        asOf: () => asOf,
        // Asking finds out.
        reportsFor: asker => {
          asOf = known.shift() ?? null
          return store.reportsFor(asker)
        },
      },
      now: Date.now,
    }),
  )
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    server.close()
    await store.close()
  })
  const { port } = server.address() as AddressInfo
  const said = async () => (await fetch(`http://127.0.0.1:${port}`)).headers.get('sojourn-as-of')
  expect(await said()).toBe('2026-06-01T12:00:00.000Z')
  expect(await said()).toBeNull()
})
