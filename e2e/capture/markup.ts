import type { Person } from './person'

export type Case = {
  name: string
  html: string
  act: (person: Person) => Promise<unknown>
  /** Every action event and how often it comes; nothing else may. */
  counts: Record<string, number>
  /** What these events say, in their order. */
  props?: object[]
}

export const stay = `<script>addEventListener('submit', event => event.preventDefault())</script>`
export const form = (inside: string, more = '') => `<form id="form" action="/go" ${more}>${inside}</form>${stay}`
export const field = '<input id="field" name="q">'
export const button = '<button id="go">Go</button>'
export const shadow = (name: string, inside: string) =>
  `<${name}></${name}><script>customElements.define('${name}', class extends HTMLElement {
    constructor() { super(); this.attachShadow({ mode: 'open' }).innerHTML = ${JSON.stringify(inside)} }
  })</script>`
/** A template's script does not run, so the inner element is defined by the page. */
export const nested = `<x-outer></x-outer><script>
  customElements.define('x-inner', class extends HTMLElement {
    constructor() { super(); this.attachShadow({ mode: 'open' }).innerHTML = '<form id="deep"><input id="field"><button id="go">Go</button></form>' }
    connectedCallback() { this.shadowRoot.addEventListener('submit', event => event.preventDefault()) }
  })
  customElements.define('x-outer', class extends HTMLElement {
    constructor() { super(); this.attachShadow({ mode: 'open' }).innerHTML = '<x-inner></x-inner>' }
  })
</script>`
export const item = (inside: string, more = '') =>
  `<article id="item" data-sojourn-item="MUG-1" data-sojourn-name="Blue mug" data-sojourn-price="12.50" data-sojourn-currency="EUR" ${more}>${inside}</article>`
export const amount = (value: number) =>
  item(
    `<input id="amount" type="number" value="${value}" data-sojourn="update_cart" data-sojourn-quantity> <button type="button">Next</button>`,
  )
export const setAmount = (text: string) => async (person: Person) => {
  await person.focus('#amount')
  await person.run(`document.querySelector('#amount').select()`)
  await person.type(text)
  await person.press('Tab')
}
