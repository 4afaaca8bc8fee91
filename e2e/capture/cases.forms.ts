import { expect } from 'vitest'
import { button, type Case, field, form, nested, shadow } from './markup'
import type { Person } from './person'

export const forms: Case[] = [
  {
    name: 'Enter in a field',
    html: form(field + button),
    act: async person => {
      await person.focus('#field')
      await person.press('Enter')
    },
    counts: { form_submit: 1 },
    props: [{ trigger: 'enter', prevented: true, submitter: { id: 'go' }, el: { id: 'form' } }],
  },
  {
    name: 'Enter in a field of a form without a button',
    html: form(field),
    act: async person => {
      await person.focus('#field')
      await person.press('Enter')
    },
    counts: { form_submit: 1 },
    props: [{ trigger: 'enter' }],
  },
  ...(['field', 'go'] as const).map(id => ({
    name: `Enter held on the ${id === 'go' ? 'button' : 'field'} of a form that the page sends itself`,
    html: form(field + button),
    act: async (person: Person) => {
      await person.focus(`#${id}`)
      // The keyboard repeats slower than one form is told.
      await person.hold('Enter', 60)
    },
    counts: { ...(id === 'go' && { click: 1 }), form_submit: 1 },
  })),
  ...(['Enter', ' '] as const).map(key => ({
    name: `${key === ' ' ? 'Space' : key} on a submit button`,
    html: form(field + button),
    act: async (person: Person) => {
      await person.focus('#go')
      await person.press(key)
    },
    counts: { click: 1, form_submit: 1 },
    props: [{ input: 'keyboard' }, { trigger: 'click' }],
  })),
  {
    name: 'the mouse on a submit button',
    html: form(field + button, 'method="post"'),
    act: person => person.click('#go'),
    counts: { click: 1, form_submit: 1 },
    props: [{ input: 'pointer' }, { trigger: 'click', method: 'post', fields: 2 }],
  },
  {
    name: 'a form that is not valid',
    html: form(`<input required>${button}`),
    act: person => person.click('#go'),
    counts: { click: 1 },
  },
  {
    name: 'formnovalidate',
    html: form('<input required><button id="go" formnovalidate>Go</button>'),
    act: person => person.click('#go'),
    counts: { click: 1, form_submit: 1 },
  },
  {
    name: 'a submit that nobody prevents',
    html: `<iframe name="frame" hidden></iframe><form action="/fixture" target="frame">${button}</form>`,
    act: person => person.click('#go'),
    counts: { click: 1, form_submit: 1 },
    props: [{}, { prevented: false }],
  },
  {
    name: 'requestSubmit by a button of its own',
    html: form('<button id="go" type="button" onclick="form.requestSubmit()">Go</button>'),
    act: person => person.click('#go'),
    counts: { click: 1, form_submit: 1 },
    props: [{}, { trigger: 'script' }],
  },
  {
    name: 'requestSubmit with a button that nobody pressed',
    html: form(
      '<button id="other" type="button" onclick="form.requestSubmit(form.elements.go)">Other</button><button id="go">Go</button>',
    ),
    act: person => person.click('#other'),
    counts: { click: 1, form_submit: 1 },
    props: [{ el: { id: 'other' } }, { trigger: 'script', submitter: { id: 'go' } }],
  },
  {
    name: 'requestSubmit when Enter is up again',
    html: form('<input id="field" onkeydown="event.preventDefault()" onkeyup="form.requestSubmit()">'),
    act: async person => {
      await person.focus('#field')
      await person.press('Enter')
    },
    counts: { form_submit: 1 },
    props: [{ trigger: 'script' }],
  },
  {
    name: 'a button that says itself where to',
    html: form('<button id="go" formaction="/other?token=x" formmethod="POST">Go</button>'),
    act: person => person.click('#go'),
    counts: { click: 1, form_submit: 1 },
    props: [{}, { action: expect.stringMatching(/\/other$/), method: 'post' }],
  },
  {
    name: 'a form that does not say where to goes to its page',
    html: `<form id="form">${button}</form><script>addEventListener('submit', event => event.preventDefault())</script>`,
    act: person => person.click('#go'),
    counts: { click: 1, form_submit: 1 },
    props: [{}, { action: expect.stringMatching(/\/fixture$/), method: 'get' }],
  },
  {
    name: 'requestSubmit twice at once',
    html: form('<button id="go" type="button" onclick="form.requestSubmit(); form.requestSubmit()">Go</button>'),
    act: person => person.click('#go'),
    counts: { click: 1, form_submit: 1 },
  },
  {
    name: 'two forms that a script submits in turn, each twice at once',
    html: `${form('')}<form id="other"></form><button id="go" onclick="for (const one of [0, 1, 0, 1]) document.forms[one].requestSubmit()">Go</button>`,
    act: person => person.click('#go'),
    counts: { click: 1, form_submit: 2 },
    props: [{}, { el: { id: 'form' } }, { el: { id: 'other' } }],
  },
  {
    name: 'a submit that the site tells too, since its script sends the form',
    html: `${form(button)}<script>addEventListener('submit', event => sojourn.formSubmit(event.target))</script>`,
    act: person => person.click('#go'),
    counts: { click: 1, form_submit: 1 },
    props: [{}, { trigger: 'click', prevented: true }],
  },
  {
    name: 'a form that only the site tells',
    html: form('<button id="go" type="button" onclick="sojourn.formSubmit(form)">Go</button>', 'method="post"'),
    act: person => person.click('#go'),
    counts: { click: 1, form_submit: 1 },
    props: [{}, { el: { id: 'form' }, trigger: 'script', method: 'post', fields: 1 }],
  },
  {
    name: 'Enter in a field of another form whose script submits this one',
    html: `<form><input id="field" onkeydown="event.preventDefault(); document.querySelector('#form').requestSubmit()"></form>${form('')}`,
    act: async person => {
      await person.focus('#field')
      await person.press('Enter')
    },
    counts: { form_submit: 1 },
    props: [{ el: { id: 'form' }, trigger: 'script' }],
  },
  {
    name: 'a dialog that is closed by its form',
    html: `<dialog open><form method="dialog">${button}</form></dialog>`,
    act: person => person.click('#go'),
    counts: { click: 1 },
  },
  {
    name: 'the mouse on a submit button in a shadow root, and Enter in its field',
    html: shadow(
      'x-form',
      '<form id="one" onsubmit="event.preventDefault()"><input id="field"><button id="go">Go</button></form>',
    ),
    act: async person => {
      await person.click('x-form >> #go')
      // Twice within 50 ms is once.
      await person.run('new Promise(done => setTimeout(done, 60))')
      await person.focus('x-form >> #field')
      await person.press('Enter')
    },
    counts: { click: 1, form_submit: 2 },
    props: [{}, { trigger: 'click', el: { id: 'one' } }, { trigger: 'enter' }],
  },
  {
    name: 'the mouse on a submit button in nested shadow roots',
    html: nested,
    act: person => person.click('x-outer >> x-inner >> #go'),
    counts: { click: 1, form_submit: 1 },
    props: [{}, { trigger: 'click', el: { id: 'deep' } }],
  },
  {
    name: 'Enter in a field in nested shadow roots',
    html: nested,
    act: async person => {
      await person.focus('x-outer >> x-inner >> #field')
      await person.press('Enter')
    },
    counts: { form_submit: 1 },
    props: [{ trigger: 'enter', prevented: true }],
  },
]
