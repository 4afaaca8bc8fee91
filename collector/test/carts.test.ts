// @vitest-environment node
import { describe, expect, test } from 'vitest'
import type { CartRow } from '../src/api.js'
import { batch, event, NOON, send } from './batches.js'
import { collector } from './collector.js'

type Item = { item_id: string; quantity?: number; price?: number; currency?: string }
type Step = [name: string, items: Item[]]

const PERIOD = `from=${NOON}&to=${NOON + 60_000}`

/** A session of these cart events that timed out long ago. */
const visit = (session: string, steps: Step[]) =>
  batch({
    via: 'fetch',
    events: [['page_view', []] as Step, ...steps].map(([name, items], i) =>
      event(i + 1, { session, name, time: NOON + i * 1000, props: name === 'page_view' ? {} : { items } }),
    ),
  })

const mug = { item_id: 'mug', price: 12.5, currency: 'EUR' }

describe('A cart', () => {
  test('that no number can tell the value of stops no report', async () => {
    const { url, api } = await collector({ keep: 0 })
    const huge = { item_id: 'sun', quantity: 2_000_000_000, price: 90_000_000_000_000, currency: 'EUR' }
    await send(url, visit('huge', [['add_to_cart', [huge]]]))
    await send(url, visit('plain', [['add_to_cart', [{ ...mug, quantity: 2 }]]]))
    expect(await api(`summary?${PERIOD}`)).toMatchObject({ sessions: 2, abandoned_carts: 2 })
    const carts = await api<CartRow[]>(`carts?${PERIOD}`)
    expect(carts.map(({ session, value }) => [session, value])).toEqual([
      ['huge', Number.MAX_SAFE_INTEGER / 100],
      ['plain', 25],
    ])
  })

  test('in two currencies is worth what is in that of its latest line', async () => {
    const { url, api } = await collector({ keep: 0 })
    const fan = { item_id: 'fan', quantity: 1, price: 3000, currency: 'JPY' }
    await send(
      url,
      visit('two', [
        ['add_to_cart', [fan]],
        ['add_to_cart', [{ ...mug, quantity: 2 }]],
      ]),
    )
    expect(await api(`carts?${PERIOD}`)).toMatchObject([
      {
        value: 25,
        currency: 'EUR',
        items: [
          { item_id: 'fan', quantity: 1, price: 3000, currency: 'JPY' },
          { item_id: 'mug', quantity: 2, price: 12.5 },
        ],
      },
    ])
  })

  test('counts a line that is taken off its price', async () => {
    const { url, api } = await collector({ keep: 0 })
    const voucher = { item_id: 'voucher', quantity: 1, price: -5, currency: 'EUR' }
    await send(url, visit('less', [['add_to_cart', [mug, voucher]]]))
    expect(await api(`carts?${PERIOD}`)).toMatchObject([
      { value: 7.5, items: [{ item_id: 'mug' }, { item_id: 'voucher', price: -5 }] },
    ])
  })

  test.each<[string, Step[], { cart: string; value?: number }]>([
    [
      'emptied line by line',
      [
        ['add_to_cart', [mug]],
        ['remove_from_cart', [{ item_id: 'mug', quantity: 1 }]],
      ],
      { cart: 'none' },
    ],
    [
      'set to 0',
      [
        ['add_to_cart', [{ ...mug, quantity: 3 }]],
        ['update_cart', [{ item_id: 'mug', quantity: 0 }]],
      ],
      { cart: 'none' },
    ],
    [
      'emptied and filled again',
      [
        ['add_to_cart', [{ ...mug, quantity: 3 }]],
        ['remove_from_cart', [{ item_id: 'mug' }]],
        ['add_to_cart', [mug]],
      ],
      { cart: 'abandoned', value: 12.5 },
    ],
    ['bought without ever being filled', [['purchase', []]], { cart: 'purchased' }],
    [
      'bought and filled again',
      [
        ['add_to_cart', [mug]],
        ['purchase', [mug]],
        ['add_to_cart', [{ ...mug, quantity: 2 }]],
      ],
      { cart: 'abandoned', value: 25 },
    ],
    [
      'shown empty',
      [
        ['add_to_cart', [mug]],
        ['view_cart', []],
      ],
      { cart: 'none' },
    ],
  ])('%s', async (_, steps, { cart, value }) => {
    const { url, api } = await collector({ keep: 0 })
    await send(url, visit('one', steps))
    expect(await api(`sessions?${PERIOD}`)).toMatchObject([{ id: 'one', cart }])
    expect((await api<CartRow[]>(`carts?${PERIOD}`)).map(row => row.value)).toEqual(value === undefined ? [] : [value])
  })
})

test('Two shops with an order of the same number sold twice, one that is told twice sold once', async () => {
  const { url, api } = await collector({ keep: 0 })
  const order = { name: 'purchase', time: NOON, props: { transaction_id: '1001', items: [] } }
  for (const site of ['one.example', 'two.example']) {
    await send(url, batch({ site, via: 'fetch', events: [event(1, order), event(2, order)] }))
  }
  expect(await api(`summary?${PERIOD}`)).toMatchObject({ purchases: 2 })
  expect(await api(`summary?${PERIOD}&device=desktop`)).toMatchObject({ purchases: 2 })
  expect(await api(`summary?${PERIOD}&site=one.example`)).toMatchObject({ purchases: 1 })
})
