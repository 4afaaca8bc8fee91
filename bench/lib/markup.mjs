// What the fixtures are made of. Those who want to be told what a button means find it said in their own way.
const said = name =>
  `data-track="${name}" data-faro-user-action-name="${name}" data-elb="thing" data-elbaction="click:${name}"`

export const button = (id, html = 'Go', more = '') =>
  `<button type="button" id="${id}" ${said(id)} ${more}>${html}</button>`

/** A form that is really sent, into a frame, so that the page stays. */
export const form = (id, html, more = '') =>
  `<form id="${id}" action="/sink" target="sink-${id}" ${more}>${html}</form><iframe name="sink-${id}" hidden></iframe>`

/** A page of about `count` elements, every tenth a button. */
export const nodes = count => {
  const block = i =>
    `<div class="row"><p>Row ${i} of a <b>page</b> with <i>text</i></p>${button(`b${i}`, `Go ${i}`)}<ul><li>one</li><li>two</li></ul></div>`
  return Array.from({ length: Math.max(10, Math.round(count / 8)) }, (_, i) => block(i)).join('')
}
