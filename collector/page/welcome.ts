// What to do while nothing has arrived: look around in the shop that is served here, or include the script.
import { find } from './dom'

export function createWelcome(welcome: HTMLElement): void {
  const at = (name: string) => new URL(name, document.baseURI).href
  const tag = `<script async src="${at('sojourn.js')}" data-endpoint="${at('collect')}"></script>`
  find('[data-tag]', welcome).textContent = tag
  const shop = find('[data-shop]', welcome)
  const include = find('[data-include]', welcome)
  // The collector itself has nothing at its root but the way to this page.
  fetch('./', { method: 'HEAD', redirect: 'manual' }).then(
    ({ type }) => {
      shop.hidden = type === 'opaqueredirect'
      include.hidden = !shop.hidden
    },
    () => {},
  )
}
