import { describe, expect, test } from 'vitest'
import { engines } from './person'
import { useStage } from './stage'

const BODY = `<button id="go">Go</button><form id="form" action="/go"><button id="send">Send</button></form>
  <article data-sojourn-item="A"><button id="add" data-sojourn="add_to_cart">Add</button></article>
  <script>addEventListener('submit', event => event.preventDefault())</script>`

describe.each(engines)('What is switched off is not told in $engine', ({ open }) => {
  const stage = useStage(open)

  test.each([
    ['pages', ['click', 'click', 'form_submit', 'add_to_cart']],
    ['clicks', ['page_view', 'form_submit', 'add_to_cart']],
    ['forms', ['page_view', 'click', 'click', 'add_to_cart']],
    // Then the button is one like any other.
    ['cart', ['page_view', 'click', 'click', 'form_submit', 'click']],
  ])('%s', async (what, expected) => {
    const tag = `<script src="/sojourn.js" data-endpoint="/collect" data-capture='{ "${what}": false }'></script>`
    stage.recorder.pages.set('/start', { tag, body: BODY })
    await stage.person.goto('/start')
    for (const id of ['go', 'send', 'add']) await stage.person.click(`#${id}`)
    const told = (await stage.person.told()).map(({ name }) => name)
    expect(told.filter(name => !/^(session_|page_leave)/.test(name))).toEqual(expected)
  })

  test('a form that fills a batch is told when the page has decided whether to send it', async () => {
    const tag = `<script src="/sojourn.js" data-endpoint="/collect" data-batch='{ "events": 1 }'></script>`
    stage.recorder.pages.set('/start', { tag, body: BODY })
    await stage.person.goto('/start')
    // Its session is settled by then.
    await stage.person.told()
    await stage.person.click('#send')
    const submit = (await stage.person.told()).find(({ name }) => name === 'form_submit')
    expect(submit?.props.prevented).toBe(true)
  })
})
