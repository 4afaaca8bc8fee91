// @vitest-environment node
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { expect, test } from 'vitest'
import { startCollector } from '../src/index.js'
import { batch, event, NOON, send } from './batches.js'
import { collector, tempDir } from './collector.js'

test('Tables of reports that an older collector made are made again from what is held', async () => {
  const dataDir = await tempDir()
  const first = await startCollector({ port: 0, host: '127.0.0.1', dataDir, keep: 0, log: () => {} })
  const said = [
    { name: 'page_view', props: { path: '/', title: 'Home' } },
    { name: 'click', props: { el: { tag: 'a', label: 'Offers' } } },
  ]
  const events = said.map((one, i) => event(i + 1, { ...one, time: NOON + i * 1000 }))
  await send(`http://127.0.0.1:${first.port}`, batch({ via: 'fetch', events }))
  await first.close()

  const instance = await DuckDBInstance.create(join(dataDir, 'sojourn.duckdb'))
  const connection = await instance.connect()
  for (const sql of [
    'DROP TABLE clicks',
    'ALTER TABLE views DROP before',
    'ALTER TABLE sessions DROP first',
    'ALTER TABLE derived DROP version',
  ]) {
    await connection.run(sql)
  }
  connection.closeSync()
  instance.closeSync()

  const { api } = await collector({ dataDir, keep: 0 })
  const period = `from=${NOON}&to=${NOON + 60_000}`
  expect(await api(`clicks?${period}`)).toEqual([{ path: '/', label: 'Offers', tag: 'a', count: 1, sessions: 1 }])
  expect(await api(`pages?${period}`)).toMatchObject([{ path: '/', title: 'Home', views: 1, sessions: 1 }])
  expect(await api(`summary?${period}`)).toMatchObject({ sessions: 1, page_views: 1 })
})
