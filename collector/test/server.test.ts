// @vitest-environment node
import { expect, onTestFinished, test } from 'vitest'
import { collectorError } from '../src/errors.js'
import { createHttp, listen, stopListening } from '../src/server.js'

test('A handler that fails is answered, and the next one is served', async () => {
  const failures: unknown[] = []
  const server = createHttp(async (request, response) => {
    if (request.url === '/store') throw collectorError('E_DATA', 'the disk is full')
    if (request.url === '/bug') throw new Error('a bug with /secret/paths in it')
    if (request.url === '/late') {
      response.write('half')
      throw new Error('too late')
    }
    response.end('fine')
  }, failures.push.bind(failures))
  const port = await listen(server, 0, '127.0.0.1')
  onTestFinished(() => stopListening(server))
  const get = (path: string) => fetch(`http://127.0.0.1:${port}${path}`)

  expect((await get('/store')).status).toBe(503)
  const bug = await get('/bug')
  expect(bug.status).toBe(500)
  expect(await bug.text()).not.toContain('secret')
  await expect(get('/late').then(response => response.text())).rejects.toThrow()
  expect(await (await get('/')).text()).toBe('fine')
  expect(failures).toHaveLength(3)
})
