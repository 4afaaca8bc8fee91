// @vitest-environment node
import { readdir, readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { batch, event, send } from './batches.js'
import { collector } from './collector.js'

test('an address, a user agent or a query string is in no file', async () => {
  const { url, dataDir, close } = await collector()
  const agent = 'Mozilla/5.0 (SecretBrowser 1.0)'
  const secret = event(1, {
    url: 'https://shop.example/account?token=hush-1#hush-2',
    props: {
      href: 'https://x.example/reset?key=hush-3',
      el: { path: 'a' },
      list: ['/search?q=hush-4'],
      referrer: '/a#hush-5',
      quoted: '/search"x"?q=hush-7',
    },
  })
  const item = { item_id: '/p?token=hush-8', item_name: 'https://x.example/?hush-9' }
  await send(url, batch({ events: [event(3, { name: 'add_to_cart', props: { items: [item] } })] }))
  await send(
    url,
    batch({ events: [secret, event(2, { name: 'page_view', props: { path: '/p?x=hush-6', title: 'T' } })] }),
    {
      'user-agent': agent,
    },
  )
  await close()
  const files = (await readdir(dataDir, { withFileTypes: true })).filter(entry => entry.isFile())
  const stored = Buffer.concat(await Promise.all(files.map(({ name }) => readFile(`${dataDir}/${name}`)))).toString(
    'latin1',
  )
  expect(stored).toContain('shop.example')
  expect(stored).not.toMatch(/hush-\d|SecretBrowser|127\.0\.0\.1/)
})
