import { describe, expect, test } from 'vitest'
import { engines } from './person'
import { useStage } from './stage'

const shown = (id: string, more = '') =>
  `<article data-sojourn-item="${id}" data-sojourn-price="5" data-sojourn-currency="EUR" data-sojourn-view="view_item" ${more}>x</article>`
const tag = (views: string) =>
  `<script src="/sojourn.js" data-endpoint="/collect" data-capture='{ "views": ${views} }'></script>`

describe.each(engines)('What is there is told in $engine', ({ open }) => {
  const stage = useStage(open)

  const start = async (body: string, views = '"load"') => {
    stage.recorder.pages.set('/start', { tag: tag(views), body })
    await stage.person.goto('/start')
  }
  /** Adds this, and everybody who watches has seen it. */
  const add = (html: string) =>
    stage.person.run(
      `document.body.insertAdjacentHTML('beforeend', ${JSON.stringify(html)}), new Promise(done => setTimeout(done))`,
    )
  const told = async (name = 'view_item') =>
    (await stage.person.told())
      .filter(event => event.name === name)
      .map(({ props }) => (props.items as { item_id: string }[])[0]?.item_id)

  test('once for each item, and once again on the next page', async () => {
    await start(shown('A') + shown('B') + shown('A'))
    expect(await told()).toEqual(['A', 'B'])
    await stage.person.run(`history.pushState(0, '', '/next'), new Promise(done => setTimeout(done))`)
    expect(await told()).toEqual(['A', 'B', 'A', 'B'])
  })

  test('but nothing that is ignored', async () => {
    await start(`<div data-sojourn-ignore>${shown('A')}</div>${shown('B', 'data-sojourn-ignore')}${shown('C')}`)
    expect(await told()).toEqual(['C'])
  })

  test('even if a later script writes it while the page is parsed, whole', async () => {
    await start(
      `<main data-sojourn-view="view_cart" data-sojourn-cart="c1">${shown('A')}<script>document.write(${JSON.stringify(shown('B'))})</script></main>`,
    )
    expect(await told('view_cart')).toEqual(['A'])
    const [cart] = stage.recorder.events().filter(({ name }) => name === 'view_cart')
    expect(cart?.props).toMatchObject({ cart_id: 'c1', value: 10, items: [{ item_id: 'A' }, { item_id: 'B' }] })
  })

  test('once for an order, however often it is drawn', async () => {
    const order = `<main data-sojourn-view="purchase" data-sojourn-transaction="T-1" data-sojourn-value="5" data-sojourn-currency="EUR">${shown('A')}</main>`
    await start(order + order)
    expect(await told('purchase')).toEqual(['A'])
  })

  test('by itself: looking at it is no sign of a person', async () => {
    await start('<p data-sojourn-view="plan_seen" data-sojourn-prop-plan="pro">Plans</p>')
    await stage.person.run(`history.pushState(0, '', '/next'), new Promise(done => setTimeout(done))`)
    const events = await stage.person.told()
    expect(events.find(({ name }) => name === 'plan_seen')?.props).toMatchObject({ plan: 'pro' })
    expect(events.find(({ name }) => name === 'page_leave')?.props.interactions).toBe(0)
  })

  test('once for each cart, even if they hold the same', async () => {
    const cart = (id: string) => `<main data-sojourn-view="view_cart" data-sojourn-cart="${id}">${shown('A')}</main>`
    await start(cart('c1') + cart('c2') + cart('c1'))
    expect(await told('view_cart')).toEqual(['A', 'A'])
  })

  test('later only if the site wants that', async () => {
    await start('')
    await add(shown('A'))
    expect(await told()).toEqual([])
    await start('', 'true')
    await add(shown('B'))
    await add(shown('B'))
    expect(await told()).toEqual(['B'])
  })

  test('not at all if the site wants none', async () => {
    await start(shown('A'), 'false')
    expect(await told()).toEqual([])
  })
})
