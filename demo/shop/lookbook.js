// The single-page part of the shop: one shell, four views, real addresses.
// Each address is also a file with this same shell, so that links from outside and reloads work.
import { productCard } from './card.js'
import { findProduct } from './catalogue.js'
import { views } from './lookbook-views.js'
import { $, copyOf, fill } from './page.js'

const stage = $('#stage')

const tile = ([path, view]) => {
  const element = copyOf('tile')
  const link = $('a', element)
  link.href = path
  link.textContent = view.name
  $('img', element).src = view.picture
  fill(element, { '.hour': view.hour })
  return element
}

const overview = () => {
  const element = copyOf('overview')
  const tables = Object.entries(views).filter(([, view]) => view.items)
  $('.tiles', element).replaceChildren(...tables.map(tile))
  return element
}

const table = view => {
  const element = copyOf('table')
  const picture = $('img', element)
  picture.src = view.picture
  picture.alt = view.alt
  fill(element, { '.hour': view.hour, h1: view.title, '.first': view.text[0], '.second': view.text[1] })
  const next = $('.next', element)
  next.href = view.next
  next.textContent = views[view.next].items ? `Next: ${views[view.next].name}` : 'Back to all tables'
  $('.shelf', element).replaceChildren(...view.items.map(id => productCard(findProduct(id))))
  return element
}

const render = () => {
  const path = location.pathname.replace(/index\.html$/, '')
  const view = views[path] ?? views['/lookbook/']
  document.title = `${view.title} – Larch`
  stage.replaceChildren(view.items ? table(view) : overview())
  for (const link of document.querySelectorAll('.tabs a')) {
    if (link.pathname === path) link.setAttribute('aria-current', 'page')
    else link.removeAttribute('aria-current')
  }
}

document.addEventListener('click', event => {
  const link = event.target.closest('a[href]')
  const plain = event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey)
  if (!link || !plain || link.origin !== location.origin || !views[link.pathname]) return
  event.preventDefault()
  if (link.pathname === location.pathname) return
  history.pushState(null, '', link.pathname)
  render()
  scrollTo(0, 0)
  $('h1', stage).focus({ preventScroll: true })
})
addEventListener('popstate', render)
render()
