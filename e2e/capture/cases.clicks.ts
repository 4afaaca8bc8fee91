import { expect } from 'vitest'
import { type Case, field, shadow } from './markup'

export const clicks: Case[] = [
  {
    name: 'a label of a box',
    html: '<label id="label" for="box">Yes</label><input type="checkbox" id="box">',
    act: person => person.click('#label'),
    counts: { click: 1 },
    props: [{ el: { tag: 'input', id: 'box' }, input: 'pointer' }],
  },
  {
    name: 'a declared label outside its box',
    html: '<label id="label" for="box" data-sojourn="plan_click">Yes</label><input type="checkbox" id="box">',
    act: person => person.click('#label'),
    counts: { plan_click: 1 },
    props: [{ el: { tag: 'label', id: 'label' } }],
  },
  {
    name: 'a declared label whose click the page keeps from its box, then another box',
    html: '<label id="label" for="box" data-sojourn="plan_click" onclick="event.preventDefault()">Yes</label><input type="checkbox" id="box"><input type="checkbox" id="other">',
    act: async person => {
      await person.click('#label')
      await person.click('#other')
    },
    counts: { click: 1 },
    props: [{ el: { id: 'other' }, input: 'pointer' }],
  },
  {
    name: 'text within a label around its box',
    html: '<label><span id="text">Yes</span> <input type="checkbox" id="box"></label>',
    act: person => person.click('#text'),
    counts: { click: 1 },
    props: [{ el: { tag: 'input' }, input: 'pointer' }],
  },
  {
    name: 'a label of a text field, then Enter on a button: only the button, by keyboard',
    html: '<label id="label" for="field">Name</label><input id="field"><button id="go" type="button">Go</button>',
    act: async person => {
      await person.click('#label')
      await person.focus('#go')
      await person.press('Enter')
    },
    counts: { click: 1 },
    props: [{ el: { id: 'go' }, input: 'keyboard' }],
  },
  {
    name: 'a label whose click the page keeps from its box, then Enter on a button: by keyboard',
    html: '<label id="label" for="box" onclick="event.preventDefault()">Yes</label><input type="checkbox" id="box"><button id="go" type="button">Go</button>',
    act: async person => {
      await person.click('#label')
      await person.focus('#go')
      await person.press('Enter')
    },
    counts: { click: 1 },
    props: [{ el: { id: 'go' }, input: 'keyboard' }],
  },
  {
    name: 'a label of a box that is switched off',
    html: '<label id="label" for="box">Yes</label><input type="checkbox" id="box" disabled>',
    act: person => person.click('#label'),
    counts: { click: 1 },
    props: [{ el: { tag: 'label', id: 'label' }, input: 'pointer' }],
  },
  {
    name: 'a link to another site, one to this, and one to nobody',
    html: `<a id="out" href="https://other.example/mugs?token=x#y">There</a> <a id="in" href="/mugs">Here</a>
      <a id="mail" href="mailto:shop@example.com">Write</a>
      <script>addEventListener('click', event => event.preventDefault())</script>`,
    act: async person => {
      await person.click('#out')
      await person.click('#in')
      await person.click('#mail')
    },
    counts: { click: 3 },
    props: [
      { href: 'https://other.example/mugs', outbound: true },
      { href: expect.stringMatching(/^http:\/\/localhost:\d+\/mugs$/), outbound: false },
      { href: 'mailto:', outbound: false },
    ],
  },
  {
    name: 'a link in a picture, and one on an image map',
    html: `<svg width="40" height="40"><a href="https://other.example/"><rect id="rect" width="40" height="40" /></a></svg>
      <img id="map" usemap="#map" width="40" height="40"><map name="map"><area href="/mugs" coords="0,0,40,40"></map>
      <script>addEventListener('click', event => event.preventDefault())</script>`,
    act: async person => {
      await person.click('#rect')
      await person.click('#map')
    },
    counts: { click: 2 },
    props: [
      { href: 'https://other.example/', outbound: true },
      { el: { tag: 'area' }, outbound: false },
    ],
  },
  {
    name: 'a label around an element of the site that is nothing to click on, and one of it',
    html: `<label><span id="text">One</span> <x-box></x-box></label> <label id="label" for="two">Two</label><x-box id="two"></x-box>
      <script>customElements.define('x-box', class extends HTMLElement { static formAssociated = true })</script>`,
    act: async person => {
      await person.click('#text')
      await person.click('#label')
    },
    counts: { click: 2 },
    props: [{ el: { tag: 'label' } }, { el: { id: 'label' } }],
  },
  {
    name: 'Enter in a field without a form, from where the page moves on to a button',
    html: '<input id="field" onkeydown="go.focus()"><button id="go">Go</button>',
    act: async person => {
      await person.focus('#field')
      await person.press('Enter')
    },
    counts: { click: 1 },
    props: [{ el: { id: 'go' }, input: 'keyboard' }],
  },
  { name: 'a click into a text field is none', html: field, act: person => person.click('#field'), counts: {} },
  {
    name: 'a button in a shadow root',
    html: shadow('x-one', '<button id="go"><b>Go</b></button>'),
    act: person => person.click('x-one >> b'),
    counts: { click: 1 },
    props: [{ el: { tag: 'button', path: 'html>body>x-one>>button#go' } }],
  },
  {
    name: 'a button whose text is slotted into a shadow root',
    html: '<x-slot><span id="text">Go</span></x-slot><script>customElements.define("x-slot", class extends HTMLElement { constructor() { super(); this.attachShadow({ mode: "open" }).innerHTML = "<button><slot></slot></button>" } })</script>',
    act: person => person.click('#text'),
    counts: { click: 1 },
    props: [{ el: { tag: 'button' } }],
  },
  {
    name: 'a shape in a button',
    html: '<button id="go"><svg class="x" width="40" height="40"><rect id="rect" width="40" height="40" /></svg></button>',
    act: person => person.click('#rect'),
    counts: { click: 1 },
    props: [{ el: { tag: 'button', id: 'go' } }],
  },
  {
    name: 'a button that removes its row',
    html: '<div id="row"><button id="go" onclick="this.parentNode.remove()">Go</button></div>',
    act: person => person.click('#go'),
    counts: { click: 1 },
    props: [{ el: { id: 'go', label: 'Go', path: 'html>body>div#row>button#go' } }],
  },
  {
    name: 'a page that stops the event',
    html: `<button id="go">Go</button><script>document.querySelector('#go').addEventListener('click', event => event.stopImmediatePropagation(), true)</script>`,
    act: person => person.click('#go'),
    counts: { click: 1 },
  },
  {
    name: 'the middle button on a link, and not on a button',
    html: '<a id="link" href="#there">There</a> <button id="go">Go</button>',
    act: async person => {
      await person.click('#link', { button: 'middle' })
      await person.click('#go', { button: 'middle' })
      await person.page.bringToFront()
    },
    counts: { click: 1 },
    props: [{ button: 1, el: { id: 'link' } }],
  },
  {
    name: 'the right button is none',
    html: '<a id="link" href="#there">There</a> <button id="go">Go</button>',
    act: async person => {
      await person.click('#link', { button: 'right' })
      await person.click('#go', { button: 'right' })
    },
    counts: {},
  },
  {
    name: 'a double click is two',
    html: '<button id="go">Go</button>',
    act: person => person.click('#go', { count: 2 }),
    counts: { click: 2 },
  },
  {
    name: 'Enter held on a button',
    html: '<button id="go">Go</button>',
    act: async person => {
      await person.focus('#go')
      await person.hold('Enter')
    },
    counts: { click: 1 },
  },
  {
    name: 'a click by a script is none',
    html: '<button id="go">Go</button>',
    act: person => person.run(`document.querySelector('#go').click()`),
    counts: {},
  },
]
