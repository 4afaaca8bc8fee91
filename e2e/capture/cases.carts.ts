import { amount, button, type Case, field, form, item, setAmount, shadow } from './markup'
import type { Person } from './person'

export const carts: Case[] = [
  {
    name: 'a row that removes itself',
    html: item(
      `<button id="go" data-sojourn="remove_from_cart" onclick="document.querySelector('#item').remove()">x</button>`,
      'data-sojourn-quantity="2"',
    ),
    act: person => person.click('#go'),
    counts: { remove_from_cart: 1 },
    props: [{ items: [{ item_id: 'MUG-1', item_name: 'Blue mug', price: 12.5, quantity: 2 }], currency: 'EUR' }],
  },
  {
    name: 'what is ignored is not seen',
    html: `<div data-sojourn-ignore><button id="go">Go</button></div>`,
    act: person => person.click('#go'),
    counts: {},
  },
  {
    name: 'the mouse on the button of a declared form',
    html: item(form(`<input value="3" data-sojourn-quantity>${button}`, 'data-sojourn="add_to_cart"')),
    act: person => person.click('#go'),
    counts: { add_to_cart: 1 },
    props: [{ items: [{ quantity: 3 }], value: 37.5, el: { tag: 'form' } }],
  },
  {
    name: 'Enter in a field of a declared form',
    html: item(form(`<input id="field" value="abc" data-sojourn-quantity>${button}`, 'data-sojourn="add_to_cart"')),
    act: async person => {
      await person.focus('#field')
      await person.press('Enter')
    },
    counts: { add_to_cart: 1 },
    props: [{ items: [{ quantity: 1 }] }],
  },
  ...(['mouse', 'Enter'] as const).map(how => ({
    name: `a declared submit button, by ${how}`,
    html: item(form(`${field}<button id="go" data-sojourn="add_to_cart">Add</button>`)),
    act: async (person: Person) => {
      if (how === 'mouse') return person.click('#go')
      await person.focus('#field')
      await person.press('Enter')
    },
    counts: { add_to_cart: 1 },
  })),
  {
    name: 'a declared form that the site tells itself',
    html: item(
      form(
        '<button id="go" type="button" onclick="sojourn.formSubmit(form)">Go</button>',
        'data-sojourn="add_to_cart"',
      ),
    ),
    act: person => person.click('#go'),
    counts: { click: 1, add_to_cart: 1 },
  },
  {
    name: 'a quantity that is changed',
    html: amount(2),
    act: setAmount('5'),
    counts: { update_cart: 1 },
    props: [{ previous_quantity: 2, items: [{ item_id: 'MUG-1', quantity: 5 }] }],
  },
  {
    name: 'a quantity that is chosen, and another one',
    html: item(
      `<select id="amount" data-sojourn="update_cart" data-sojourn-quantity><option>1</option><option>2</option><option>3</option></select>`,
    ),
    act: async person => {
      await person.focus('#amount')
      await person.press('ArrowDown')
      await person.press('ArrowDown')
    },
    counts: { update_cart: 2 },
    props: [
      { previous_quantity: 1, items: [{ quantity: 2 }] },
      { previous_quantity: 2, items: [{ quantity: 3 }] },
    ],
  },
  {
    name: 'the checkout of everything in the cart',
    html: `<section data-sojourn-cart="c42">${item('', 'data-sojourn-quantity="2"')}${item('')}<button id="go" data-sojourn="begin_checkout">Checkout</button></section>`,
    act: person => person.click('#go'),
    counts: { begin_checkout: 1 },
    props: [{ cart_id: 'c42', currency: 'EUR', value: 37.5, items: [{ quantity: 2 }, { quantity: 1 }] }],
  },
  {
    name: 'a declared button in a shadow root, its item outside',
    html: item(shadow('x-add', '<button id="go" data-sojourn="add_to_cart"><svg width="9" height="9"></svg></button>')),
    act: person => person.click('x-add >> svg'),
    counts: { add_to_cart: 1 },
    props: [{ items: [{ item_id: 'MUG-1', quantity: 1 }] }],
  },
  {
    name: 'the checkout of a cart whose lines are in shadow roots',
    html: `<section data-sojourn-cart="c42" data-sojourn-currency="EUR">${shadow('x-line', '<p data-sojourn-item="MUG-1" data-sojourn-price="12.50"><input value="2" data-sojourn-quantity></p>')}<x-line></x-line>${button.replace('id="go"', 'id="go" data-sojourn="begin_checkout"')}</section>`,
    act: person => person.click('#go'),
    counts: { begin_checkout: 1 },
    props: [{ cart_id: 'c42', value: 50, items: [{ quantity: 2 }, { item_id: 'MUG-1', quantity: 2 }] }],
  },
  {
    name: 'a cart in a form whose fields have the names of what is read',
    html: `<form data-sojourn-cart="c42"><input name="shadowRoot"><input name="shadowRoot"><input name="querySelectorAll">${item('')}<button id="go" type="button" data-sojourn="begin_checkout">Checkout</button></form>`,
    act: person => person.click('#go'),
    counts: { begin_checkout: 1 },
    props: [{ cart_id: 'c42', items: [{ item_id: 'MUG-1' }] }],
  },
  {
    name: 'what is masked and what is ignored outside of its shadow root',
    html: `<div data-sojourn-mask>${shadow('x-sort', '<select id="sort" aria-label="canary" data-sojourn="plan_click"><option>a<option>b</select>')}</div>
      <div data-sojourn-ignore>${shadow('x-amount', amount(2))}</div>`,
    act: async person => {
      await person.focus('x-sort >> #sort')
      await person.press('ArrowDown')
      await person.focus('x-amount >> #amount')
      await person.press('ArrowDown')
      await person.press('Tab')
    },
    counts: { plan_click: 1 },
    props: [{ el: { label: '***', path: 'html>body>div>x-sort>>select#sort' } }],
  },
  {
    name: 'a button outside of its declared form',
    html: `${item(form('', 'data-sojourn="add_to_cart"'))}<button id="go" form="form">Go</button>`,
    act: person => person.click('#go'),
    counts: { add_to_cart: 1 },
  },
  {
    name: 'a declared text field, and the label of one',
    html: '<input id="search" data-sojourn="plan_click"> <label id="label" for="field" data-sojourn="plan_click">Name</label><input id="field">',
    act: async person => {
      await person.click('#search')
      await person.click('#label')
    },
    counts: { plan_click: 2 },
    props: [{ el: { id: 'search' } }, { el: { id: 'label' } }],
  },
  {
    name: 'a quantity that is typed into a text field',
    html: amount(2).replace('type="number"', 'inputmode="numeric"'),
    act: setAmount('5'),
    counts: { update_cart: 1 },
    props: [{ previous_quantity: 2, items: [{ quantity: 5 }] }],
  },
  { name: 'a quantity that stays', html: amount(2), act: setAmount('2'), counts: {} },
  { name: 'a quantity of nothing removes', html: amount(2), act: setAmount('0'), counts: { remove_from_cart: 1 } },
  {
    name: 'a declared link tells its own props',
    html: '<a id="link" href="#there" data-sojourn="plan_click" data-sojourn-prop-plan="pro">Plans</a>',
    act: person => person.click('#link'),
    counts: { plan_click: 1 },
    props: [{ plan: 'pro' }],
  },
  {
    name: 'a declared name that is ours is refused',
    html: '<button id="go" data-sojourn="session_start">Go</button>',
    act: person => person.click('#go'),
    counts: {},
  },
]
