// Table 5: one action of a person is one event, and nothing private leaves the browser.
import { objectsOf, textsOf } from '../lib/decode.mjs'
import { keepBrowser, openLab, pause, visit } from '../lib/lab.mjs'
import { button, form } from '../lib/markup.mjs'
import { namesOf } from '../lib/names.mjs'

const ACTIONS = [
  {
    key: 'icon',
    label: 'icon in a button',
    html: button('a-icon', '<svg width="30" height="30"><rect id="t-icon" width="30" height="30"/></svg>'),
    act: tab => tab.click('#t-icon'),
    right: 1,
  },
  {
    key: 'label',
    label: 'label of a box',
    html: '<label><span id="t-label">Yes, please</span> <input type="checkbox" name="box"></label>',
    act: tab => tab.click('#t-label'),
    right: 1,
  },
  {
    key: 'enter',
    label: 'Enter in a form',
    html: form('a-enter', '<input id="t-enter" name="q"><button>Find</button>'),
    // Focused by the page, so that no click is part of it.
    act: async tab => {
      await tab.evaluate(() => document.querySelector('#t-enter').focus())
      await tab.keyboard.press('Enter')
    },
    right: 1,
  },
  {
    key: 'submit',
    label: 'submit button',
    html: form('a-submit', '<input name="q" value="mug"><button id="t-submit">Buy</button>'),
    act: tab => tab.click('#t-submit'),
    // The click and the form that it sends: two facts.
    right: 2,
  },
  {
    key: 'space',
    label: 'Space on a button',
    html: button('a-space'),
    act: async tab => {
      await tab.evaluate(() => document.querySelector('#a-space').focus())
      await tab.keyboard.press('Space')
    },
    right: 1,
  },
  {
    key: 'stopped',
    label: 'page stops the event',
    html: `${button('a-stopped')}<script>document.querySelector('#a-stopped').addEventListener('click', event => event.stopImmediatePropagation(), true)</script>`,
    act: tab => tab.click('#a-stopped'),
    right: 1,
  },
  {
    key: 'script',
    label: 'script clicks',
    html: button('a-script'),
    act: tab => tab.evaluate(() => document.querySelector('#a-script').click()),
    right: 0,
  },
  {
    key: 'text',
    label: 'plain text',
    html: '<p id="t-text">Only text</p>',
    act: tab => tab.click('#t-text'),
    right: 0,
  },
]

/** What a tracker says without anybody having done anything. */
const BESIDE =
  /page|view|vital|measurement|session|leave|ping|engagement|identify|unload|screen|paint|orientation|performance/i

/** name → what must not leave. Typed by a person, or lying in the page. */
const CANARIES = {
  'a text field': 'canarytext',
  'a password': 'canarypass',
  'an e-mail field': 'canarymail',
  'a card number': '4929123412341234',
  'a text area': 'canaryarea',
  'a choice': 'canarychoice',
  'a hidden field': 'canaryhidden',
  'editable text': 'canaryedit',
  'an e-mail in a button': 'canarybutton',
  'an e-mail in a link': 'canarylink',
  'a token in the address': 'canarytoken',
}

const secret = `${form(
  'secret',
  `<input id="c-text" name="text"><input id="c-pass" name="pass" type="password"><input id="c-mail" name="mail" type="email">
  <input id="c-card" name="card" autocomplete="cc-number"><textarea id="c-area" name="area"></textarea>
  <select id="c-choice" name="choice"><option>none</option><option value="canarychoice">canarychoice</option></select>
  <input type="hidden" name="hidden" value="canaryhidden"><button id="c-send">Send</button>`,
  'method="post"',
)}<div id="c-edit" contenteditable style="min-height:20px"></div>
${button('c-button', 'Write to canarybutton@example.org')}
<a id="c-link" href="mailto:canarylink@example.org" onclick="event.preventDefault()">Write to us</a>`

async function tell(tab) {
  const typed = {
    text: 'canarytext',
    pass: 'canarypass',
    mail: 'canarymail@example.org',
    card: '4929123412341234',
    area: 'canaryarea',
    edit: 'canaryedit',
  }
  for (const [id, text] of Object.entries(typed)) {
    await tab.click(`#c-${id}`)
    await tab.keyboard.type(text)
  }
  await tab.select('#c-choice', 'canarychoice')
  for (const id of ['button', 'link', 'send']) {
    await tab.click(`#c-${id}`)
    await pause(200)
  }
}

const pages = {
  '/count': { body: ACTIONS.map(({ html }) => `<div>${html}</div>`).join('\n') },
  '/secret': { body: secret },
  '/end': { body: 'The end' },
}

/** The names of the events between one mark and the next. */
function between(names, key) {
  const from = names.indexOf(`mark_${key}`)
  const to = names.findIndex((name, i) => i > from && /^mark_/.test(name))
  return from < 0 ? undefined : names.slice(from + 1, to < 0 ? undefined : to).filter(name => !BESIDE.test(name))
}

async function count(tab, lab, peer) {
  await visit(tab, `${lab.url}/count`)
  await pause(1500)
  for (const { key, act } of ACTIONS) {
    await tab.evaluate(name => __bench.track(name), `mark_${key}`)
    await pause(400)
    await act(tab)
    await pause(1200)
  }
  await tab.evaluate(() => __bench.track('mark_end'))
  await pause(6000)
  await visit(tab, `${lab.url}/end`)
  await pause(4000)
  // A batch that is sent again is a matter of delivery: here each is read once.
  const once = new Map(lab.posts().map(request => [request.raw.toString('base64') || request.url, request]))
  const names = [...once.values()]
    .flatMap(request => namesOf(peer, objectsOf(request)))
    .map(name => /mark_\w+/.exec(name)?.[0] ?? name)
  return { names, counts: Object.fromEntries(ACTIONS.map(({ key }) => [key, between(names, key)])) }
}

async function leak(tab, lab) {
  await visit(tab, `${lab.url}/secret?token=canarytoken`)
  await pause(1000)
  await tell(tab)
  await pause(6000)
  await visit(tab, `${lab.url}/end`)
  await pause(4000)
  const said = lab.posts().flatMap(textsOf).join('\n').toLowerCase()
  return Object.keys(CANARIES).filter(name => said.includes(CANARIES[name]))
}

export const counting = {
  name: 'counting',
  title: 'Counting and canaries',
  trackersOnly: true,
  text: `How many events one action becomes. Right is 1, but 2 for a submit button (a click and a form), and 0 for a script's own click and for
plain text. "0" where 1 is right: the peer does not see it. "Miscounts": actions that became more or fewer. "Canaries": how many of
${Object.keys(CANARIES).length} private things (${Object.keys(CANARIES).join(', ')}) were found in what left the browser.`,
  columns: [
    ...ACTIONS.map(({ key, label }) => ({ key, label })),
    { key: 'wrong', label: 'miscounts', better: 'low' },
    { key: 'canaries', label: 'canaries', better: 'low' },
  ],
  notes: rows => {
    const all = Object.values(rows).flatMap(({ cells }) => cells ?? [])
    const lines = (title, list) => (list.length ? [`${title}:\n\n${list.map(line => `- ${line}`).join('\n')}`] : [])
    const more = ({ title, names }) =>
      ACTIONS.filter(({ key, right }) => names?.[key]?.length > right).map(
        ({ key, label }) => `**${title}**, ${label}: ${names[key].map(name => `\`${name}\``).join(', ')}`,
      )
    const left = all
      .filter(({ leaked }) => leaked?.length)
      .map(({ title, leaked }) => `**${title}**: ${leaked.join(', ')}`)
    return [...lines('What became more than it was', all.flatMap(more)), ...lines('What left the browser', left)]
  },
  async run({ peers, each }) {
    const browser = keepBrowser()
    const inTab = async (peer, use) => {
      const lab = await openLab(peer, { pages })
      const context = await (await browser.get()).createBrowserContext()
      try {
        return await use(await context.newPage(), lab, peer)
      } finally {
        await context.close()
        lab.close()
      }
    }
    const measure = async peer => {
      const { names, counts } = await inTab(peer, count)
      const leaked = await inTab(peer, leak)
      if (!names.length) throw new Error('nothing was sent')
      const figures = Object.fromEntries(ACTIONS.map(({ key }) => [key, counts[key]?.length]))
      // An action whose marks were lost is not known: that is no miscount.
      const wrong = ACTIONS.filter(({ key, right }) => (figures[key] ?? right) !== right).length
      return { ...figures, wrong, canaries: leaked.length, title: peer.title, leaked, names: counts }
    }
    try {
      return await each(peers, measure, { atOnce: 4 })
    } finally {
      await browser.close()
    }
  },
}
