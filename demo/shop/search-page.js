import { productCard } from './card.js'
import { products } from './catalogue.js'
import { $ } from './page.js'

const query = (new URLSearchParams(location.search).get('q') ?? '').trim()
const words = query.toLowerCase().split(/\s+/).filter(Boolean)
const found = products.filter(({ name, category, id }) => {
  const text = `${name} ${category} ${id}`.toLowerCase()
  return words.every(word => text.includes(word.replace(/s$/, '')))
})

// What people search for stays on the page and out of the title: titles travel (history, tabs, analytics).
$('#search').value = query
$('#search-title').textContent = query ? `Results for “${query}”` : 'Everything on the shelf'
$('#search-summary').textContent = found.length
  ? `${found.length} of ${products.length} things`
  : 'Nothing by that name. We only have ten things; here they are.'
$('#results').replaceChildren(...(found.length ? found : products).map(productCard))
