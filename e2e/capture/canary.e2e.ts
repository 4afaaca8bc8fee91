import { readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { until } from '../support/until'
import { engines, type Person } from './person'
import { useStage } from './stage'

/** Everything that must stay in the browser, recognisable in any spelling. */
const CANARY = /canary|4929[\s-]?1234|491234|73317331|secretname|eyJhbGci|9f8e7d6c5b4a/i
const TOKEN = '9f8e7d6c5b4a39281706f5e4d3c2b1a0'
const JWT = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJjYW5hcnkifQ.c2lnbmF0dXJlY2FuYXJ5MQ'
const TYPES =
  'text password email tel search url number date datetime-local month week time color range hidden file checkbox radio'.split(
    ' ',
  )

const FIXTURE = `
  <form id="form" name="canary@example.org" method="post" action="/fixture?card=canary&token=${TOKEN}#canary">
    ${TYPES.map(type => `<label>${type} <input type="${type}" id="f-${type}" name="secretname-${type}" placeholder="canary" ${/box|radio/.test(type) ? 'value="canary"' : ''}></label>`).join('')}
    <input id="f-card" name="cc" autocomplete="cc-number"><input id="f-code" autocomplete="one-time-code">
    <input id="f-new" autocomplete="new-password"><textarea id="f-area" name="secretname-area"></textarea>
    <div id="f-edit" contenteditable tabindex="0"></div>
    <select id="f-select" name="secretname-select"><option>a</option><option value="canarySelect">canarySelect</option></select>
    <select id="f-list" multiple size="2"><option value="canaryList">canaryList</option><option>b</option></select>
    <button id="submit">Pay with 4929 1234 1234 1234</button>
  </form>
  <button id="mail" data-user-email="canary@example.org" class="canary">Write to canary@example.org</button>
  <button id="card">Card 4929 1234 1234 1234, ٤٩٢٩ 1234 1234 1234, 4929–1234–1234–1234</button>
  <button id="long">${'word '.repeat(15)}4929 1234 1234 1234</button>
  <button id="masked" data-sojourn-mask>canary</button>
  <button id="part">Order of <b data-sojourn-mask>canary</b></button>
  <button id="token" aria-label="Copy ${TOKEN}">Copy</button>
  <button id="named" name="canary@example.org" data-testid="canary@example.org" role="canary@example.org">x</button>
  <button id="photo"><img alt="Photo of canary@example.org" width="20" height="20"></button>
  <button id="titled"><img alt="" title="${TOKEN}" width="20" height="20"></button>
  <span id="${TOKEN}" role="button" tabindex="0" name="canary" title="canary">x</span>
  <div data-sojourn-ignore><button id="ignored">canary</button></div>
  ${[
    `#canary`,
    `#/reset/${TOKEN}`,
    `?token=canary#x`,
    `mailto:canary@example.org`,
    `javascript:void('canary')`,
    `data:text/plain,canary`,
  ]
    .map((href, i) => `<a id="a${i}" href="${href}" onclick="event.preventDefault()">x y z</a> `)
    .join('')}
  ${[`/reset/${TOKEN}`, `/u/canary%40example.org/x`, `/t/${JWT}`, `https://canary:canary@example.org/`]
    .map((href, i) => `<a id="p${i}" href="${href}" onclick="event.preventDefault()">canary link</a> `)
    .join('')}
  <script>
    document.title = 'Order of canary@example.org'
    document.querySelector('#form').addEventListener('submit', event => event.preventDefault())
  </script>`

const TYPED: Record<string, string> = {
  email: 'canary@example.org',
  url: 'http://canary.example',
  number: '73317331',
  card: '4929123412341234',
  // Told on purpose.
  quantity: '2',
}

/** Fills every field that is there, by keys where keys work; the rest by what a script of the page would do. */
async function fillAll({ page, type }: Person): Promise<void> {
  const fields: string[] = await page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('input, textarea, select, [contenteditable]')].map((field, i) => {
      field.id ||= `nameless-${i}`
      return field.id
    }),
  )
  for (const id of fields) {
    const typed = await page.evaluate(id => {
      const field = document.getElementById(id) as HTMLInputElement
      field.focus()
      if (field.matches(':read-write') && !/date|month|week|time/.test(field.type) && document.activeElement === field)
        return true
      if (field.type === 'file') {
        const chosen = new DataTransfer()
        chosen.items.add(new File(['canary'], 'canary.txt'))
        field.files = chosen.files
      } else if (/box|radio/.test(field.type)) field.click()
      else if (field instanceof HTMLSelectElement) field.selectedIndex = field.options.length - 1
      else if (/hidden|text/.test(field.type)) field.value = 'canary'
      else field.value = { month: '2031-07', week: '2031-W33', time: '17:31', date: '2031-07-31' }[field.type] ?? ''
      return false
    }, id)
    if (typed)
      await type(TYPED[id.replace('f-', '')] ?? (/card|cc-number/.test(id) ? '4929123412341234' : 'canary73317331'))
  }
}

const shopPages = readdirSync('demo', { recursive: true, encoding: 'utf8' })
  .filter(name => name.endsWith('.html'))
  .map(name => `/${name.replaceAll('\\', '/').replace(/(^|\/)index\.html$/, '$1')}`)

describe.each(engines)('Nothing secret leaves the browser in $engine', ({ open }) => {
  const stage = useStage(open)
  const leaked = () =>
    stage.recorder.bodies.flatMap(body => body.match(new RegExp(`.{0,60}(${CANARY.source}).{0,20}`, 'i'))?.[0] ?? [])

  test('from a page that has it everywhere', async () => {
    const { recorder, person } = stage
    recorder.pages.set('/fixture', FIXTURE)
    const query = `?utm_source=ok&utm_campaign=canary%40example.org&email=canary#access_token=canary`
    // From a page of the site that tells its whole address.
    const link = `<meta name="referrer" content="unsafe-url"><a id="next" href="/fixture${query}">Next</a>`
    recorder.pages.set(`/reset/${TOKEN}`, { tag: '', body: link })
    await person.goto(`/reset/${TOKEN}?email=canary#canary`)
    await person.click('#next')
    await until(() => person.run(`document.readyState === 'complete' && !!document.forms.form`), 'the fixture')
    expect(await person.run('document.referrer')).toContain(`${TOKEN}?email=canary`)
    await fillAll(person)
    for (const id of ['mail', 'card', 'long', 'masked', 'part', 'token', 'named', 'photo', 'titled', 'ignored'])
      await person.click(`#${id}`)
    await person.click(`[title=canary]`)
    await person.click('#f-list option')
    for (const id of ['f-checkbox', 'f-radio', 'f-color', 'f-range', 'f-select']) await person.click(`#${id}`)
    await person.press('Escape')
    for (const kind of ['a', 'p']) for (let i = 0; i < (kind === 'a' ? 6 : 4); i++) await person.click(`#${kind}${i}`)
    await person.run(`history.pushState(0, '', '/reset/${TOKEN}'); history.pushState(0, '', '/fixture?token=canary')`)
    await person.click('#submit')
    const told = await person.told()
    await person.goto('/index.html')
    await person.told()
    expect(leaked()).toEqual([])
    const labels = told
      .filter(({ name }) => name === 'click')
      .map(({ props }) => (props.el as { label?: string }).label)
    expect(labels).toContain('Write to ***')
    expect(labels).toContain('Photo of ***')
    expect(labels.filter(label => label === '***')).toHaveLength(3)
    expect(told.find(({ name }) => name === 'page_view')?.props.referrer).toBe(`${recorder.url}/reset/*`)
    expect(told.find(({ name }) => name === 'form_submit')?.props.el).toMatchObject({ name: '***' })
    const named = told.find(({ props }) => (props.el as { id?: string })?.id === 'named')?.props.el
    expect(named).toMatchObject({ name: '***', testid: '***', role: '***' })
    // All of it was seen, or the silence would prove nothing.
    expect(told.filter(({ name }) => name === 'form_submit')).toHaveLength(1)
    expect(told.filter(({ props }) => props.href)).toHaveLength(10)
    expect(new Set(told.map(({ props }) => (props.el as { id?: string })?.id))).not.toContain(TOKEN)
  })

  test.each(shopPages)('from %s of the shop', async path => {
    const { recorder, person } = stage
    await person.goto('/shop.css')
    // Without anything in the cart there is no form to check out with.
    const cart = JSON.stringify({ id: 'C-1', lines: [{ id: 'MUG-1', quantity: 2 }] })
    await person.run(`localStorage.setItem('shop_cart', ${JSON.stringify(cart)})`)
    await person.goto(`${path}?token=${TOKEN}&email=canary%40example.org#canary`)
    await fillAll(person)
    await person.page.evaluate(() => {
      for (const form of document.forms) form.noValidate = true
    })
    // Who has ordered is on another page and searches there.
    const sent = /checkout/.test(path) ? 'form:not([action^="/search"])' : 'form'
    const forms = await person.page.$$eval(sent, all => all.map((form, i) => (form.id ||= `form-${i}`)))
    const isThere = `document.readyState === 'complete' && !('leaving' in document.documentElement.dataset)`
    // The first on every page is the search, which leaves it.
    for (const id of forms.reverse()) {
      // The page itself says whether it goes: on its way to the next one an answer may be lost.
      await person.page
        .evaluate(id => {
          let stays = true
          addEventListener('submit', event => (stays = event.defaultPrevented), { once: true })
          document.documentElement.dataset.leaving = ''
          ;(document.getElementById(id) as HTMLFormElement).requestSubmit()
          // The shop prevents this one and goes by itself.
          if (stays && id !== 'checkout-form') delete document.documentElement.dataset.leaving
        }, id)
        .catch(() => {})
      await until(() => person.run(isThere), 'the page after the form')
    }
    const isOrder = forms.includes('checkout-form')
    if (isOrder) await until(() => person.run(`location.pathname === '/confirmation.html' && ${isThere}`), 'the order')
    await person.goto('/')
    // Each form was seen, or the silence would prove nothing.
    const told = (names: RegExp) => recorder.events().filter(({ name }) => names.test(name)).length
    await until(async () => told(/^(form_submit|add_to_cart)$/) >= forms.length, `${forms.length} forms of the shop`)
    await until(async () => told(/^purchase$/) === +isOrder, 'the order is told')
    await person.told()
    expect(leaked()).toEqual([])
  })
})
